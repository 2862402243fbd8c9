package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which weights of a convolution ever meet the image. Where an image has become as small as the
 * kernel, some of the kernel lies on the padding wherever it stands: of ResNet18 at 32 x 32 that is
 * 62% of all weights, for its last stage works on single pixels. Such weights have no influence and
 * no gradient.
 */
public final class LiveWeights {
  private LiveWeights() {}

  /**
   * By convolution weight's name the positions of its kernel, {@code [1, 1, height, width]}: 1
   * where it meets the image somewhere, else 0.
   */
  public static Map<String, INDArray> positions(NetworkSpec spec) {
    Plan plan = spec.plan();
    Map<String, int[]> shapes = plan.shapes(spec.imageSize());
    Map<String, INDArray> positions = new LinkedHashMap<>();
    for (Node.Conv conv : plan.convolutions()) {
      int[] in = shapes.get(conv.input());
      boolean[] rows = conv.window().rows().met(in[1]);
      boolean[] columns = conv.window().columns().met(in[2]);
      float[] values = new float[rows.length * columns.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = rows[i / columns.length] && columns[i % columns.length] ? 1 : 0;
      }
      long[] shape = {1, 1, rows.length, columns.length};
      positions.put(conv.name() + ".weight", Nd4j.create(values, shape, 'c'));
    }
    return positions;
  }
}
