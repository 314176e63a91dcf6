"""Arithmetic with the same bits everywhere, the model, and one training step."""
