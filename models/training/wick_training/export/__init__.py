"""ONNX files and golden vectors."""
