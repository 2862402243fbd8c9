package org.heredity.reengineering.compact;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;

/**
 * Which channels of a folded plan are the same whatever the images are, and what they are: a
 * convolution's output is, if it reads no input that is not. What is fixed still varies with the
 * place, since a convolution's padding is zero and not the constant. Computed in double precision.
 */
final class FixedChannels {
  private final StateDict weights;
  private final Map<String, Filters> filters;

  /** By node and channel the pixels, row by row; null if the channel depends on the images. */
  private final Map<String, double[][]> maps = new HashMap<>();

  private final Map<String, int[]> shapes;

  FixedChannels(
      Plan plan, StateDict weights, Map<String, Filters> filters, Map<String, int[]> shapes) {
    this.weights = weights;
    this.filters = filters;
    this.shapes = shapes;
    maps.put(Plan.INPUT, new double[channels(Plan.INPUT)][]);
    Propagation propagation = new Propagation();
    for (Node node : plan.nodes()) {
      maps.put(node.name(), node.accept(propagation));
    }
  }

  int channels(String node) {
    return shapes.get(node)[0];
  }

  int side(String node) {
    return shapes.get(node)[1];
  }

  boolean fixed(String node, int channel) {
    return maps.get(node)[channel] != null;
  }

  /** The pixels of a channel, row by row; null if they depend on the images. */
  double[] map(String node, int channel) {
    return maps.get(node)[channel];
  }

  /** The pixels of a node's result, by channel, from those of its inputs. */
  private final class Propagation implements Node.Visitor<double[][]> {
    @Override
    public double[][] conv(Node.Conv c) {
      return convolution(c, maps.get(c.input()));
    }

    @Override
    public double[][] padShortcut(Node.PadShortcut s) {
      return shortcut(s, maps.get(s.input()));
    }

    @Override
    public double[][] norm(Node.Norm n) {
      throw new IllegalArgumentException("a folded plan has no " + n);
    }

    @Override
    public double[][] relu(Node.Relu r) {
      return byChannel(
          r.input(), map -> Arrays.stream(map).map(value -> Math.max(0, value)).toArray());
    }

    @Override
    public double[][] add(Node.Add a) {
      double[][] first = maps.get(a.first());
      double[][] second = maps.get(a.second());
      double[][] out = new double[first.length][];
      for (int c = 0; c < out.length; c++) {
        if (first[c] != null && second[c] != null) {
          out[c] = first[c].clone();
          FixedChannels.add(out[c], second[c]);
        }
      }
      return out;
    }

    @Override
    public double[][] offset(Node.Offset o) {
      throw new IllegalArgumentException("a network of an architecture has no " + o);
    }

    @Override
    public double[][] maxPool(Node.MaxPool p) {
      return byChannel(p.input(), map -> pooled(p, map));
    }

    @Override
    public double[][] globalAverage(Node.GlobalAverage g) {
      return byChannel(g.input(), map -> new double[] {Arrays.stream(map).average().orElseThrow()});
    }

    @Override
    public double[][] operation(Operation o) {
      throw Compactable.refused(o);
    }

    private double[][] byChannel(String input, UnaryOperator<double[]> function) {
      return Arrays.stream(maps.get(input))
          .map(map -> map == null ? null : function.apply(map))
          .toArray(double[][]::new);
    }
  }

  private double[][] convolution(Node.Conv conv, double[][] in) {
    Filters filter = filters.get(conv.name());
    double[][] out = new double[conv.out()][];
    for (int o = 0; o < out.length; o++) {
      boolean fixed = true;
      for (int i = 0; i < in.length && fixed; i++) {
        fixed = in[i] != null || !filter.reads(o, i);
      }
      if (fixed) {
        boolean[] all = new boolean[in.length];
        Arrays.fill(all, true);
        out[o] = contribution(conv, o, all);
        double bias = conv.bias() ? weights.get(conv.name() + ".bias").getDouble(o) : 0;
        for (int p = 0; p < out[o].length; p++) {
          out[o][p] += bias;
        }
      }
    }
    return out;
  }

  /** What fixed channels among {@code inputs} add to an output of a convolution, without bias. */
  double[] contribution(Node.Conv conv, int output, boolean[] inputs) {
    Filters filter = filters.get(conv.name());
    int from = side(conv.input());
    int to = side(conv.name());
    double[] sum = new double[to * to];
    for (int i = 0; i < inputs.length; i++) {
      double[] map = map(conv.input(), i);
      if (!inputs[i] || map == null || !filter.reads(output, i)) {
        continue;
      }
      for (int ky = 0; ky < conv.kernel(); ky++) {
        for (int kx = 0; kx < conv.kernel(); kx++) {
          double weight = filter.weight(output, i, ky, kx);
          for (int y = 0; y < to; y++) {
            int atY = y * conv.stride() + ky - conv.padding();
            for (int x = 0; x < to; x++) {
              int atX = x * conv.stride() + kx - conv.padding();
              if (atY >= 0 && atY < from && atX >= 0 && atX < from) {
                sum[y * to + x] += weight * map[atY * from + atX];
              }
            }
          }
        }
      }
    }
    return sum;
  }

  private double[][] shortcut(Node.PadShortcut node, double[][] in) {
    int from = side(node.input());
    int to = side(node.name());
    double[][] out = new double[node.out()][];
    for (int o = 0; o < out.length; o++) {
      int i = o - node.before();
      if (i < 0 || i >= in.length) {
        out[o] = new double[to * to];
      } else if (in[i] != null) {
        out[o] = new double[to * to];
        for (int p = 0; p < out[o].length; p++) {
          out[o][p] = in[i][p / to * node.stride() * from + p % to * node.stride()];
        }
      }
    }
    return out;
  }

  private double[] pooled(Node.MaxPool pool, double[] in) {
    int from = side(pool.input());
    int to = side(pool.name());
    double[] out = new double[to * to];
    Arrays.fill(out, Double.NEGATIVE_INFINITY);
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        for (int k = 0; k < pool.kernel() * pool.kernel(); k++) {
          int atY = y * pool.stride() + k / pool.kernel() - pool.padding();
          int atX = x * pool.stride() + k % pool.kernel() - pool.padding();
          if (atY >= 0 && atY < from && atX >= 0 && atX < from) {
            out[y * to + x] = Math.max(out[y * to + x], in[atY * from + atX]);
          }
        }
      }
    }
    return out;
  }

  static void add(double[] to, double[] from) {
    for (int p = 0; p < to.length; p++) {
      to[p] += from[p];
    }
  }
}
