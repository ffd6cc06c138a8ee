"""crawl → annotate → index, as functions over store, archive and index.

Each stage can be killed, run again and run alone: what is done is not done twice, what failed is kept, named and
tried again on the next run.
"""
