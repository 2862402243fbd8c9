/** Networks as ONNX files, written with the message classes that ND4J brings. */
package org.heredity.engine.onnx;
