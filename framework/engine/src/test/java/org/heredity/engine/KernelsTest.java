package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.onednn.DnnRunner;
import org.heredity.engine.plan.Mode;
import org.heredity.engine.plan.Runner;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What oneDNN takes to compute with on this processor. It falls back to plain loops, a hundred
 * times slower, without a word; asked to be verbose it names what it executes.
 */
@Tag("slow")
class KernelsTest {
  /** The process that is asked: what oneDNN says goes to the process's own standard output. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      List<NetworkSpec> specs =
          List.of(
              new NetworkSpec(Architectures.resnet18(), 64, 10, 64),
              new NetworkSpec(Architectures.resnet18(), 64, 10, 224),
              new NetworkSpec(Architectures.resnet50(), 64, 10, 224));
      for (NetworkSpec spec : specs) {
        Network network = Network.create(spec, Randomness.of(1));
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, spec.imageSize(), spec.imageSize());
        for (Mode mode : Mode.values()) {
          run(spec, network, mode, images);
        }
      }
    }

    private static void run(NetworkSpec spec, Network network, Mode mode, INDArray images) {
      StateDict weights = network.stateDict();
      try (Runner runner = Runners.create(spec, weights, mode, List.of(), false)) {
        INDArray features = runner.forward(images);
        if (mode.gradients()) {
          runner.backward(features.mul(0.01));
        }
      }
    }
  }

  @Test
  void nothingIsComputedInPlainLoops() throws Exception {
    assumeTrue(DnnRunner.available(), "skipped: no oneDNN on this machine");
    String java = ProcessHandle.current().info().command().orElseThrow();
    ProcessBuilder builder =
        new ProcessBuilder(
                java, "-Xmx2g", "-cp", System.getProperty("java.class.path"), Child.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ONEDNN_VERBOSE", "1");
    Process process = builder.start();
    Set<String> kinds = new TreeSet<>();
    Set<String> slow = new TreeSet<>();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // onednn_verbose,exec,cpu,convolution,jit:avx2,forward_inference,...
        String[] parts = line.split(",");
        if (parts.length > 5 && parts[1].equals("exec")) {
          kinds.add(parts[3]);
          if (parts[4].contains("ref")) {
            slow.add(line);
          }
        }
      }
    }
    assertEquals(0, process.waitFor());
    assertTrue(kinds.containsAll(List.of("convolution", "matmul")), kinds.toString());
    assertTrue(slow.isEmpty(), String.join("\n", slow));
  }
}
