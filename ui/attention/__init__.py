"""What a lead has to look into: a line on the idle desk, and the page of the three lists."""
