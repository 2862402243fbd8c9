/**
 * Reads PyTorch's and safetensors' checkpoints as {@link org.heredity.checkpoint.StateDict}s, and
 * writes safetensors. Files are mapped and taken to be hostile; {@link
 * org.heredity.checkpoint.Checkpoints} says what is bounded. Which network the tensors belong to is
 * the engine's business.
 */
package org.heredity.checkpoint;
