"""The form of the weights_evolution clip for small networks: the diagram itself evolves."""
