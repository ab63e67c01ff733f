"""What part of a picture a network is to look at: faces found in photographs, digits in pictures of house numbers."""
