"""A page a model, in plain English, with plots."""
