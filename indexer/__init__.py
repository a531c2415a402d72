"""The write side: content becomes articles, articles become a sealed generation."""
