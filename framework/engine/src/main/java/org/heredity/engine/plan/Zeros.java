package org.heredity.engine.plan;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * Zeros around an image that a layer of their own adds, as Keras has it, and that become part of
 * the layers that follow. Immutable.
 */
record Zeros(int top, int bottom, int left, int right) {
  static final Zeros NONE = new Zeros(0, 0, 0, 0);

  /** With those of one more layer, which has them in this order. */
  Zeros and(String name, int... more) {
    if (more.length != 4 || more[0] < 0 || more[1] < 0 || more[2] < 0 || more[3] < 0) {
      throw LayerCompiler.refused(name, "pads by other than four positive numbers");
    }
    return new Zeros(
        Math.addExact(top, more[0]),
        Math.addExact(bottom, more[1]),
        Math.addExact(left, more[2]),
        Math.addExact(right, more[3]));
  }

  /**
   * Whether a layer can have them as padding of its own.
   *
   * @param positive whether what they surround is nowhere below 0, so that none of them is the
   *     largest where something else is
   */
  boolean suit(Layer layer, boolean positive) {
    return layer instanceof ConvolutionLayer
        || positive
            && layer instanceof SubsamplingLayer pool
            && pool.getPoolingType() == PoolingType.MAX;
  }
}
