package org.heredity.reengineering.compact;

import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
import org.nd4j.linalg.api.buffer.DataType;

/** A convolution's weights, and which of its inputs each of its outputs reads. Immutable. */
final class Filters {
  final int in;
  final int out;
  final int kernel;
  private final float[] weights;
  private final boolean[] read;

  private Filters(int in, int out, int kernel, boolean[] met, float[] weights) {
    this.in = in;
    this.out = out;
    this.kernel = kernel;
    this.weights = weights;
    this.read = new boolean[out * in];
    int each = kernel * kernel;
    for (int i = 0; i < weights.length; i++) {
      boolean inside = met[i % each / kernel] && met[i % kernel];
      if (inside && weights[i] != 0) {
        read[i / each] = true;
      }
    }
  }

  /** On images of {@code inSide}; weights that meet padding alone count as not read. */
  static Filters of(Node.Conv conv, StateDict weights, int inSide) {
    boolean[] met = conv.met(inSide);
    return new Filters(conv.in(), conv.out(), conv.kernel(), met, values(conv.name(), weights));
  }

  /** Of a linear layer. */
  static Filters of(int in, int out, String module, StateDict weights) {
    return new Filters(in, out, 1, new boolean[] {true}, values(module, weights));
  }

  private static float[] values(String module, StateDict weights) {
    return weights.get(module + ".weight").castTo(DataType.FLOAT).dup('c').data().asFloat();
  }

  /** Whether a weight between the two is not zero. */
  boolean reads(int output, int input) {
    return read[output * in + input];
  }

  float weight(int output, int input, int y, int x) {
    return weights[((output * in + input) * kernel + y) * kernel + x];
  }

  /** Those of some outputs and inputs; a row of zeros for each output that is not {@code used}. */
  float[] part(int[] outputs, int[] inputs, boolean[] used) {
    int each = kernel * kernel;
    float[] part = new float[outputs.length * inputs.length * each];
    for (int o = 0; o < outputs.length; o++) {
      if (used[outputs[o]]) {
        for (int i = 0; i < inputs.length; i++) {
          System.arraycopy(
              weights,
              (outputs[o] * in + inputs[i]) * each,
              part,
              (o * inputs.length + i) * each,
              each);
        }
      }
    }
    return part;
  }
}
