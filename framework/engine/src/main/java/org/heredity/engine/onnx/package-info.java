/**
 * Networks as ONNX files: written with the message classes that ND4J brings, and read by
 * translating a file's operators to nodes.
 */
package org.heredity.engine.onnx;
