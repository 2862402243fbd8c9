package org.heredity.cli;

import java.io.File;
import java.io.IOException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A program of somebody who has Deeplearning4j and the jar of our layers: predicts with an exported
 * model. Run by {@link ExportTest} in a process of its own, on a class path without Heredity.
 */
final class RestoringProgram {
  private RestoringProgram() {}

  /** Arguments: the model, the images, where the probabilities go. */
  public static void main(String[] args) throws IOException {
    ComputationGraph graph = ModelSerializer.restoreComputationGraph(new File(args[0]));
    Nd4j.saveBinary(graph.outputSingle(Nd4j.readBinary(new File(args[1]))), new File(args[2]));
    for (String name : new String[] {"engine.Network", "api.HeredityPlugin", "cli.Main"}) {
      try {
        System.out.println("found " + Class.forName("org.heredity." + name));
      } catch (ClassNotFoundException e) {
        System.out.println("no " + name);
      }
    }
  }
}
