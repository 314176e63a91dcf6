"""What is recorded: trainings, checkpoint series, inferences; training and verification."""
