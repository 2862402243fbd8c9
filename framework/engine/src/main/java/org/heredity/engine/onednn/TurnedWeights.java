package org.heredity.engine.onednn;

/** A convolution's weights as a {@link PixelConvolution} multiplies with them. */
interface TurnedWeights {
  /** Makes them from the weights as they are now. */
  void refresh();

  /** Makes room for their gradient, where there is none yet. */
  void withGradient();
}
