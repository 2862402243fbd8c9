package org.heredity.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.plan.Node;
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
              INDArray target = graph.getParam(parameter.name);
              INDArray value = weights.get(name);
              target.assign(
                  (parameter.transposed ? value.transpose() : value).reshape(target.shape()));
            });
  }

  static StateDict read(Plan plan, ComputationGraph graph) {
    Map<String, Parameter> names = names(plan);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    plan.tensors()
        .forEach(
            (name, shape) -> {
              Parameter parameter = names.get(name);
              if (parameter == null) {
                tensors.put(name, Nd4j.scalar(DataType.INT64, graph.getIterationCount()));
              } else {
                INDArray value = graph.getParam(parameter.name);
                tensors.put(
                    name,
                    (parameter.transposed ? value.transpose() : value).dup('c').reshape(shape));
              }
            });
    return StateDict.of(tensors);
  }

  private record Parameter(String name, boolean transposed) {}

  /** By PyTorch's name; batch norm's counters have no counterpart. */
  private static Map<String, Parameter> names(Plan plan) {
    Map<String, Parameter> names = new LinkedHashMap<>();
    for (Node node : plan.nodes()) {
      String name = node.name();
      if (node instanceof Node.Conv c) {
        names.put(name + ".weight", new Parameter(name + "_W", plan.linear(c)));
        if (c.bias()) {
          names.put(name + ".bias", new Parameter(name + "_b", false));
        }
      } else if (node instanceof Node.Norm) {
        names.put(name + ".weight", new Parameter(name + "_gamma", false));
        names.put(name + ".bias", new Parameter(name + "_beta", false));
        names.put(name + ".running_mean", new Parameter(name + "_mean", false));
        names.put(name + ".running_var", new Parameter(name + "_var", false));
      }
    }
    names.put(plan.head() + ".weight", new Parameter(plan.head() + "_W", true));
    names.put(plan.head() + ".bias", new Parameter(plan.head() + "_b", false));
    return names;
  }
}
