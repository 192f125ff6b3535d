"""Tests of the record, on whichever database the run was asked for."""
