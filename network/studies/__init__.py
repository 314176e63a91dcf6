"""The runs that ship with the project: walkthrough, MNIST, bias study."""
