"""The identity provider of a bare machine: a second Django process with accounts of its own.

It speaks the protocol that the production provider speaks, so that every machine signs in the
same way. It protects nothing: the password of its demo accounts is printed at every start.
"""
