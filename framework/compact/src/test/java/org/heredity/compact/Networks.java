package org.heredity.compact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes small networks with random weights, and computes them term by term. */
final class Networks {
  private final Random random = new Random(1);
  private final double density;
  private final List<Operation> operations = new ArrayList<>();

  Networks(double density) {
    this.density = density;
  }

  /** Residual blocks with a stride and projections, maps, and a stem with a large kernel. */
  static CompactGraph residual(int size, double density) {
    Networks n = new Networks(density);
    String x = n.relu(n.conv("stem", CompactGraph.INPUT, 3, 6, 7, 2, 3));
    x = n.put(new Operation.MaxPool("pool", x, 3, 2, 1)).name();
    int side = ((size - 1) / 2 + 2) / 2;
    String a = n.relu(n.map("a.map", n.conv("a", x, 6, 9, 3, 1, 1), 9, side));
    String b = n.conv("b", a, 9, 6, 3, 1, 1);
    x = n.relu(n.put(new Operation.Add("sum", b, x)).name());
    String c = n.relu(n.conv("c", x, 6, 5, 1, 1, 0));
    c = n.conv("d", c, 5, 10, 3, 2, 1);
    String shortcut = n.conv("e", x, 6, 10, 1, 2, 0);
    x = n.put(new Operation.Add("sum2", c, shortcut)).name();
    x = n.put(new Operation.Relu("late", n.map("late.map", x, 10, (side + 1) / 2))).name();
    x = n.put(new Operation.GlobalAverage("average", x)).name();
    n.conv("head", n.relu(n.conv("hidden", x, 10, 7, 1, 1, 0)), 7, 4, 1, 1, 0);
    return new CompactGraph(size, n.operations, "head");
  }

  /** Convolutions and pools down to one pixel; an activation, a sum and a map on their own. */
  static CompactGraph plain(double density) {
    Networks n = new Networks(density);
    String x = CompactGraph.INPUT;
    int in = 3;
    for (int stage = 0; stage < 3; stage++) {
      x = n.relu(n.conv("conv" + stage, x, in, 8 + stage, 3, 1, 1));
      x = n.put(new Operation.MaxPool("pool" + stage, x, 2, 2, 0)).name();
      in = 8 + stage;
    }
    String alone = n.put(new Operation.Relu("alone", n.map("map", x, in, 1))).name();
    x = n.put(new Operation.Add("twice", alone, x)).name();
    n.conv("head", x, in, 3, 3, 1, 1);
    return new CompactGraph(8, n.operations, "head");
  }

  private <T extends Operation> T put(T operation) {
    operations.add(operation);
    return operation;
  }

  private String conv(String name, String input, int in, int out, int kernel, int stride, int pad) {
    float[] weights = new float[in * out * kernel * kernel];
    for (int i = 0; i < weights.length; i++) {
      boolean kept = random.nextDouble() < density;
      weights[i] = kept ? (float) random.nextGaussian() / (kernel * in) : 0;
    }
    float[] bias = new float[out];
    for (int i = 0; i < out; i++) {
      bias[i] = (float) random.nextGaussian();
    }
    put(new Operation.Convolution(name, input, in, out, kernel, stride, pad, weights, bias));
    return name;
  }

  private String relu(String input) {
    return put(new Operation.Relu(input + ".relu", input)).name();
  }

  private String map(String name, String input, int channels, int side) {
    float[] map = new float[channels * side * side];
    for (int i = 0; i < map.length; i++) {
      map[i] = (float) random.nextGaussian();
    }
    return put(new Operation.Offset(name, input, map)).name();
  }

  static float[] images(CompactGraph graph, int count) {
    Random random = new Random(2);
    float[] images = new float[count * 3 * graph.imageSize() * graph.imageSize()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** The logits of one image, in double precision, sum by sum. */
  static double[] logits(CompactGraph graph, float[] images, int image) {
    Map<String, int[]> shapes = graph.shapes();
    int each = 3 * graph.imageSize() * graph.imageSize();
    double[] pixels = new double[each];
    for (int i = 0; i < each; i++) {
      pixels[i] = images[image * each + i];
    }
    Map<String, double[]> values = new HashMap<>();
    values.put(CompactGraph.INPUT, pixels);
    for (Operation operation : graph.operations()) {
      Naive naive =
          new Naive(values, shapes.get(operation.inputs().get(0)), shapes.get(operation.name()));
      operation.accept(naive);
      values.put(operation.name(), naive.result);
    }
    return values.get(graph.logits());
  }

  /** One operation by its definition. */
  private static final class Naive implements Operation.Visitor {
    private final Map<String, double[]> values;
    private final int inSide;
    private final int outSide;
    private final double[] result;

    Naive(Map<String, double[]> values, int[] in, int[] out) {
      this.values = values;
      this.inSide = in[1];
      this.outSide = out[1];
      this.result = new double[out[0] * outSide * outSide];
    }

    private double pixel(String input, int channel, int y, int x, double outside) {
      boolean inside = y >= 0 && x >= 0 && y < inSide && x < inSide;
      return inside ? values.get(input)[(channel * inSide + y) * inSide + x] : outside;
    }

    @Override
    public void convolution(Operation.Convolution c) {
      for (int i = 0; i < result.length; i++) {
        int o = i / (outSide * outSide);
        int top = i / outSide % outSide * c.stride() - c.padding();
        int left = i % outSide * c.stride() - c.padding();
        result[i] = c.bias()[o];
        int each = c.in() * c.kernel() * c.kernel();
        for (int w = 0; w < each; w++) {
          int channel = w / (c.kernel() * c.kernel());
          int y = top + w / c.kernel() % c.kernel();
          int x = left + w % c.kernel();
          result[i] += c.weights()[o * each + w] * pixel(c.input(), channel, y, x, 0);
        }
      }
    }

    @Override
    public void offset(Operation.Offset o) {
      for (int i = 0; i < result.length; i++) {
        result[i] = values.get(o.input())[i] + o.map()[i];
      }
    }

    @Override
    public void add(Operation.Add a) {
      for (int i = 0; i < result.length; i++) {
        result[i] = values.get(a.first())[i] + values.get(a.second())[i];
      }
    }

    @Override
    public void relu(Operation.Relu r) {
      for (int i = 0; i < result.length; i++) {
        result[i] = Math.max(0, values.get(r.input())[i]);
      }
    }

    @Override
    public void maxPool(Operation.MaxPool p) {
      for (int i = 0; i < result.length; i++) {
        int top = i / outSide % outSide * p.stride() - p.padding();
        int left = i % outSide * p.stride() - p.padding();
        result[i] = Double.NEGATIVE_INFINITY;
        for (int w = 0; w < p.kernel() * p.kernel(); w++) {
          int channel = i / (outSide * outSide);
          int y = top + w / p.kernel();
          int x = left + w % p.kernel();
          double value = pixel(p.input(), channel, y, x, Double.NEGATIVE_INFINITY);
          result[i] = Math.max(result[i], value);
        }
      }
    }

    @Override
    public void globalAverage(Operation.GlobalAverage a) {
      int pixels = inSide * inSide;
      for (int i = 0; i < result.length * pixels; i++) {
        result[i / pixels] += values.get(a.input())[i] / pixels;
      }
    }
  }
}
