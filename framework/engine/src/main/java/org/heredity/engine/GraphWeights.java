package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.GraphCompiler;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.heredity.layers.BatchNorm;
import org.heredity.layers.Convolution;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between PyTorch's tensors and the parameters of Deeplearning4j's graph. */
public final class GraphWeights {
  private GraphWeights() {}

  static void write(Plan plan, StateDict weights, ComputationGraph graph) {
    names(plan, graph.getConfiguration())
        .forEach(
            (name, parameter) -> {
              INDArray target = graph.getParam(parameter.name);
              target.assign(parameter.layout.toGraph(weights.get(name), target.shape()));
            });
  }

  /** Copies; the caller's. */
  static StateDict read(Plan plan, ComputationGraph graph) {
    return read(plan, graph.getConfiguration(), graph::getParam, graph.getIterationCount());
  }

  /**
   * Copies of parameters.
   *
   * @param plan compiled of {@code graph}
   * @param parameters by Deeplearning4j's name, such as {@code conv1_W}
   * @param batches that batch norms have seen
   * @return by PyTorch's names; the caller's
   */
  public static StateDict read(
      Plan plan,
      ComputationGraphConfiguration graph,
      Function<String, INDArray> parameters,
      long batches) {
    Map<String, Parameter> names = names(plan, graph);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    plan.tensors()
        .forEach(
            (name, shape) -> {
              Parameter parameter = names.get(name);
              if (parameter == null) {
                tensors.put(name, Nd4j.scalar(DataType.INT64, batches));
              } else {
                INDArray ordered = parameter.layout.fromGraph(parameters.apply(parameter.name));
                tensors.put(name, Floats.array(Floats.copy(ordered), shape.clone()));
              }
            });
    return StateDict.of(tensors);
  }

  /** What Deeplearning4j's batch norm keeps of variances, as a new array. */
  public static INDArray logarithm(INDArray variances) {
    return changed(variances, variance -> Math.log10(Math.sqrt(variance)));
  }

  private static INDArray changed(INDArray array, DoubleUnaryOperator function) {
    float[] values = Floats.copy(array);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(values[i]);
    }
    return Floats.array(values, array.shape());
  }

  /** How a parameter lies in Deeplearning4j, against PyTorch's tensor. */
  private enum Layout {
    SAME {
      @Override
      INDArray toGraph(INDArray tensor, long... shape) {
        return tensor.reshape(shape);
      }

      @Override
      INDArray fromGraph(INDArray parameter) {
        return parameter;
      }
    },
    /** {@code [in, out]} against {@code [out, in]}. */
    TRANSPOSED {
      @Override
      INDArray toGraph(INDArray tensor, long... shape) {
        return tensor.transpose().reshape(shape);
      }

      @Override
      INDArray fromGraph(INDArray parameter) {
        return parameter.transpose();
      }
    },
    /** The deviation's decimal logarithm against the variance. */
    LOGARITHM {
      @Override
      INDArray toGraph(INDArray tensor, long... shape) {
        return logarithm(tensor).reshape(shape);
      }

      @Override
      INDArray fromGraph(INDArray parameter) {
        return changed(parameter, logarithm -> Math.pow(10, 2 * logarithm));
      }
    },
    /** {@code [multiplier, in, k, k]} against {@code [in * multiplier, 1, k, k]}. */
    MULTIPLIER_FIRST {
      @Override
      INDArray toGraph(INDArray tensor, long... shape) {
        return tensor.reshape(shape[1], shape[0], shape[2], shape[3]).permute(1, 0, 2, 3);
      }

      @Override
      INDArray fromGraph(INDArray parameter) {
        return parameter.permute(1, 0, 2, 3);
      }
    },
    /** {@code [k, k, in, multiplier]} against the same. */
    MULTIPLIER_LAST {
      @Override
      INDArray toGraph(INDArray tensor, long... shape) {
        return tensor.reshape(shape[2], shape[3], shape[0], shape[1]).permute(2, 3, 0, 1);
      }

      @Override
      INDArray fromGraph(INDArray parameter) {
        return parameter.permute(2, 3, 0, 1);
      }
    };

    abstract INDArray toGraph(INDArray tensor, long... shape);

    abstract INDArray fromGraph(INDArray parameter);
  }

  private record Parameter(String name, Layout layout) {}

  /** By PyTorch's name; batch norm's counters have no counterpart. */
  private static Map<String, Parameter> names(Plan plan, ComputationGraphConfiguration graph) {
    Names names = new Names(graph, new LinkedHashMap<>());
    plan.nodes().forEach(node -> node.accept(names));
    names.put(plan.head(), "weight", "W", Layout.TRANSPOSED);
    names.put(plan.head(), "bias", "b", Layout.SAME);
    return names.parameters;
  }

  /** Collects the parameters of the nodes. */
  private record Names(ComputationGraphConfiguration graph, Map<String, Parameter> parameters)
      implements Node.VoidVisitor {
    private void put(String module, String tensor, String parameter, Layout layout) {
      parameters.put(module + "." + tensor, new Parameter(module + "_" + parameter, layout));
    }

    private Layer layer(String vertex) {
      return graph.getVertices().get(vertex) instanceof LayerVertex layer
          ? layer.getLayerConf().getLayer()
          : null;
    }

    @Override
    public void conv(Node.Conv c) {
      Layer layer = layer(c.name());
      if (layer == null && c.name().endsWith(GraphCompiler.DEPTHWISE)) {
        String whole = c.name().substring(0, c.name().length() - GraphCompiler.DEPTHWISE.length());
        parameters.put(c.name() + ".weight", new Parameter(whole + "_W", Layout.MULTIPLIER_FIRST));
        return;
      }
      if (layer instanceof SeparableConvolution2D) {
        put(c.name(), "weight", "pW", Layout.SAME);
      } else if (layer instanceof DepthwiseConvolution2D) {
        put(c.name(), "weight", "W", Layout.MULTIPLIER_LAST);
      } else {
        // One on every pixel is a convolution there, too.
        boolean dense = c.linear() && !(layer instanceof Convolution);
        put(c.name(), "weight", "W", dense ? Layout.TRANSPOSED : Layout.SAME);
      }
      if (c.bias()) {
        put(c.name(), "bias", "b", Layout.SAME);
      }
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      // Has no parameters.
    }

    @Override
    public void norm(Node.Norm n) {
      put(n.name(), "weight", "gamma", Layout.SAME);
      put(n.name(), "bias", "beta", Layout.SAME);
      put(n.name(), "running_mean", "mean", Layout.SAME);
      if (layer(n.name()) instanceof BatchNormalization norm
          && !(norm instanceof BatchNorm)
          && norm.isUseLogStd()) {
        put(n.name(), "running_var", "log10stdev", Layout.LOGARITHM);
      } else {
        put(n.name(), "running_var", "var", Layout.SAME);
      }
    }

    @Override
    public void relu(Node.Relu r) {
      // Has no parameters.
    }

    @Override
    public void add(Node.Add a) {
      // Has no parameters.
    }

    @Override
    public void offset(Node.Offset o) {
      throw new IllegalArgumentException("a graph of Deeplearning4j's has no " + o);
    }

    @Override
    public void maxPool(Node.MaxPool p) {
      // Has no parameters.
    }

    @Override
    public void globalAverage(Node.GlobalAverage g) {
      // Has no parameters.
    }

    @Override
    public void operation(Operation o) {
      for (String name : o.tensors().keySet()) {
        String part = name.equals(o.name()) ? "scale" : name.substring(name.lastIndexOf('.') + 1);
        parameters.put(name, new Parameter(o.name() + "_" + part, Layout.SAME));
      }
    }
  }
}
