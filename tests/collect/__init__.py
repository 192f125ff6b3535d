"""Tests of the room collect."""
