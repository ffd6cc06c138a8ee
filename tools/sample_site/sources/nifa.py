def build(site, docs=None):
    pass


address = None
