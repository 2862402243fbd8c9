package org.heredity.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Sees what enters and leaves every convolution, as ReMoS' profile needs it. */
@FunctionalInterface
public interface ConvolutionObserver {
  /**
   * Called once a convolution and batch, in forward order. The arrays are valid during the call.
   *
   * @param convolution such as {@code layer1.0.conv1}
   * @param input {@code [N, in, H, W]}
   * @param output {@code [N, out, H', W']}, before batch norm
   */
  void observe(String convolution, INDArray input, INDArray output);
}
