"""Drawing on many computers, which a Dask scheduler connects.

``crew`` runs where the command was given: it divides films into shares and hands them out.
``worker`` runs in Dask's workers, and starts a ``drawing_process`` there, which plays a film and
draws a share.  ``machine`` tells whether two computers draw the same, and ``parcels`` is what
travels between them.
"""
