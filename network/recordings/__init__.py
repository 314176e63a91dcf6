"""Recordings of trainings, checkpoint series and inferences: making and verifying them."""
