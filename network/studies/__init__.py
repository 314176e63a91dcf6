"""The runs that ship with the project: the walkthrough, MNIST and the bias study."""
