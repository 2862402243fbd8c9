package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.plan.Node;
import org.heredity.engine.plan.Operation;
import org.heredity.engine.plan.Plan;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Between PyTorch's tensors and the parameters of Deeplearning4j's graph. */
final class GraphWeights {
  private GraphWeights() {}

  static void write(Plan plan, StateDict weights, ComputationGraph graph) {
    names(plan)
        .forEach(
            (name, parameter) -> {
              INDArray target = graph.getParam(parameter);
              INDArray value = weights.get(name);
              boolean transposed = transposed(value.shape(), target);
              target.assign((transposed ? value.transpose() : value).reshape(target.shape()));
            });
  }

  /** Copies; the caller's. */
  static StateDict read(Plan plan, ComputationGraph graph) {
    Map<String, String> names = names(plan);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    plan.tensors()
        .forEach(
            (name, shape) -> {
              String parameter = names.get(name);
              if (parameter == null) {
                tensors.put(name, Nd4j.scalar(DataType.INT64, graph.getIterationCount()));
              } else {
                INDArray value = graph.getParam(parameter);
                INDArray ordered = transposed(shape, value) ? value.transpose() : value;
                tensors.put(name, Floats.array(Floats.copy(ordered), shape.clone()));
              }
            });
    return StateDict.of(tensors);
  }

  /** A dense layer's weight is {@code [in, out]} there; one on every pixel is a convolution's. */
  private static boolean transposed(long[] shape, INDArray parameter) {
    return shape.length == 2 && parameter.rank() == 2;
  }

  /** By PyTorch's name; batch norm's counters have no counterpart. */
  private static Map<String, String> names(Plan plan) {
    Names names = new Names();
    plan.nodes().forEach(node -> node.accept(names));
    names.put(plan.head(), "weight", "W");
    names.put(plan.head(), "bias", "b");
    return names.parameters;
  }

  /** Collects the parameters of the nodes. */
  private record Names(Map<String, String> parameters) implements Node.VoidVisitor {
    Names() {
      this(new LinkedHashMap<>());
    }

    private void put(String module, String tensor, String parameter) {
      parameters.put(module + "." + tensor, module + "_" + parameter);
    }

    @Override
    public void conv(Node.Conv c) {
      put(c.name(), "weight", "W");
      if (c.bias()) {
        put(c.name(), "bias", "b");
      }
    }

    @Override
    public void padShortcut(Node.PadShortcut s) {
      // Has no parameters.
    }

    @Override
    public void norm(Node.Norm n) {
      put(n.name(), "weight", "gamma");
      put(n.name(), "bias", "beta");
      put(n.name(), "running_mean", "mean");
      put(n.name(), "running_var", "var");
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
        parameters.put(name, o.name() + "_" + part);
      }
    }
  }
}
