"""The sample site that the project carries: invented pages of real sources, served locally for demo and tests."""
