package org.heredity.engine;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.data.Randomness;
import org.heredity.engine.memory.Floats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How random weights are drawn. Linear layers and batch norm are the same in both: weight and bias
 * of a linear layer uniform within 1 / sqrt(fan in), batch norm's scale 1 and shift 0.
 */
public enum Initialisation {
  /**
   * PyTorch's own default of every layer ({@code reset_parameters}): convolutions and their biases,
   * too, uniform within 1 / sqrt(fan in). What Renofeation's and ReMoS' {@code --reinit} does.
   */
  PYTORCH {
    @Override
    float convolution(long[] shape, Randomness own, long index) {
      return uniform(fanIn(shape), own, index);
    }
  },
  /**
   * As the constructors of torchvision's residual networks, and of those that SEAM trains from
   * random weights: convolutions normal with variance 2 / fan out (He et al., ICCV 2015).
   */
  FAN_OUT {
    @Override
    float convolution(long[] shape, Randomness own, long index) {
      return (float) (own.gaussian(index) * Math.sqrt(2.0 / (shape[0] * shape[2] * shape[3])));
    }
  };

  private static final String WEIGHT = ".weight";
  private static final String BIAS = ".bias";

  /** Of a layer scale, so that a residual block begins as its shortcut (Liu et al., CVPR 2022). */
  private static final float SCALE = 1e-6f;

  /** An element of a convolution's weight. */
  abstract float convolution(long[] shape, Randomness own, long index);

  /**
   * A whole network's tensors, or some of them.
   *
   * @param shapes by PyTorch's name; a bias is one of batch norm unless there is a weight beside it
   *     with more than one dimension
   * @return in the same order; the caller's
   */
  Map<String, INDArray> draw(Map<String, long[]> shapes, Randomness randomness) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> tensors.put(name, draw(name, shapes, randomness.at(name))));
    return tensors;
  }

  private INDArray draw(String name, Map<String, long[]> shapes, Randomness own) {
    long[] shape = shapes.get(name);
    if (name.endsWith(".num_batches_tracked")) {
      return Nd4j.scalar(DataType.INT64, 0);
    }
    if (name.endsWith(".running_var")) {
      return Nd4j.ones(DataType.FLOAT, shape);
    }
    if (shape.length == 4) {
      return filled(shape, i -> convolution(shape, own, i));
    }
    if (shape.length == 2) {
      return filled(shape, i -> uniform(fanIn(shape), own, i));
    }
    if (shape.length == 3) {
      return filled(shape, i -> SCALE);
    }
    if (name.endsWith(WEIGHT)) {
      return Nd4j.ones(DataType.FLOAT, shape);
    }
    long[] weight = shapes.get(weightBeside(name));
    // Networks of this kind whose convolutions have biases, as VGG, start them at 0.
    boolean still = weight == null || weight.length == 1 || weight.length == 4 && this == FAN_OUT;
    return still
        ? Nd4j.zeros(DataType.FLOAT, shape)
        : filled(shape, i -> uniform(fanIn(weight), own, i));
  }

  /** Of a bias; another name that there is not for anything else. */
  private static String weightBeside(String name) {
    return name.endsWith(BIAS) ? name.substring(0, name.length() - BIAS.length()) + WEIGHT : "";
  }

  private static long fanIn(long[] shape) {
    long product = 1;
    for (int i = 1; i < shape.length; i++) {
      product *= shape[i];
    }
    return product;
  }

  private static float uniform(long fanIn, Randomness own, long index) {
    return (float) ((2 * own.uniformDouble(index) - 1) / Math.sqrt(fanIn));
  }

  private interface Value {
    float at(long index);
  }

  private static INDArray filled(long[] shape, Value value) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape.clone(), 'c');
    FloatBuffer values = Floats.writable(array);
    // Not by way of the heap, which would grow by as much as the largest layer and stay so.
    for (long i = 0; i < length; i++) {
      values.put(value.at(i));
    }
    Nd4j.getAffinityManager().tagLocation(array, AffinityManager.Location.HOST);
    return array;
  }
}
