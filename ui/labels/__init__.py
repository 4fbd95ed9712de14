"""The Labels place: what still needs a label, on which sheet, from which label on."""
