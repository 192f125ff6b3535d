"""A model checker for rule files: walks the histories a procedure allows and asks what must hold in all of them."""
