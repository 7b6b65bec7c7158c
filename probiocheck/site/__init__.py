"""The knowledge as a folder of pages to look at: made from the same answers as the command line gives."""
