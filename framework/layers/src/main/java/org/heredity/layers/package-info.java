/**
 * The layers that Deeplearning4j lacks, as its own configurations and implementations: convolution
 * and batch norm that compute what PyTorch's do, and the padded shortcut of CIFAR's residual
 * networks. A model that was exported for Deeplearning4j names these classes, so that a program
 * which reads it needs this module, Deeplearning4j and nothing else of Heredity. Arrays are NCHW,
 * weights {@code [out, in, k, k]}. The classes' names are part of the files: renaming one makes
 * exported models unreadable.
 */
package org.heredity.layers;
