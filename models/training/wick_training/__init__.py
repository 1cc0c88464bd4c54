"""Trains the models that Wick serves. Offline; see models/training/README.md."""
