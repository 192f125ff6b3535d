"""Tests of the docket."""
