package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.engine.dl4j.Dl4jModel;
import org.heredity.engine.naming.FileNetwork;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** Deeplearning4j files that are almost sound must be read or refused. */
@Tag("slow")
class Dl4jMutationTest {
  private static final int MUTANTS = 120;

  /** In the configuration what is read of it stands anywhere, in the parameters it stands first. */
  private static final int HEAD = 200;

  private static final int SIDE = 32;
  private static final List<Architecture> KNOWN =
      List.of(Architectures.cifarResNet(20), Architectures.resnet18());

  @TempDir Path folder;

  /** One of the known architectures. */
  private byte[] known() throws IOException {
    NetworkSpec spec = new NetworkSpec(KNOWN.get(0), 4, 3, SIDE);
    try (Network network = Network.of(spec, Formula.weights(spec, 9))) {
      return written(network.graph());
    }
  }

  /** A graph that is none of them. */
  private byte[] foreign() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("pixels")
                .setInputTypes(InputType.convolutional(SIDE, SIDE, 3))
                .addLayer("a", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "pixels")
                .addLayer("an", new BatchNormalization(), "a")
                .addLayer("b", separable(), "an")
                .addLayer("c", separable(), "b")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "b", "c")
                .addVertex("both", new MergeVertex(), "sum", "an")
                .addLayer("half", new SubsamplingLayer.Builder().stride(2, 2).build(), "both")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "half")
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "mean")
                .setOutputs("out")
                .build());
    graph.init();
    return written(graph);
  }

  private static SeparableConvolution2D separable() {
    return new SeparableConvolution2D.Builder(3, 3).nOut(8).activation(Activation.RELU).build();
  }

  private byte[] written(ComputationGraph graph) throws IOException {
    Path file = folder.resolve("sound.zip");
    ModelSerializer.writeModel(graph, file.toFile(), false);
    return Files.readAllBytes(file);
  }

  private boolean read(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("mutant.zip"), file);
    FileNetwork model;
    try {
      model = Dl4jModel.read(path, SIDE);
    } catch (CheckpointException e) {
      assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
      return false;
    }
    try {
      model.among(KNOWN);
      return true;
    } catch (CheckpointException e) {
      // Whoever chose among architectures knows the file.
      assertFalse(e.getMessage().contains("\n"), e.getMessage());
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void mutantsAreReadOrRefused(boolean known) throws IOException {
    byte[] sound = known ? known() : foreign();
    Map<String, byte[]> entries = entries(sound);
    List<String> names = List.of("configuration.json", "coefficients.bin");
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Random random = new Random(i);
      byte[] mutant;
      if (i % 3 == 0) {
        mutant = mutate(sound, sound.length, random);
      } else {
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.compute(names.get(i % 3 - 1), (name, old) -> mutate(old, reach(old, name), random));
        mutant = zip(changed);
      }
      try {
        read += read(mutant) ? 1 : 0;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("mutant " + i, e);
      }
    }
    assertTrue(read(sound), "the sound file is refused");
    assertTrue(read > 0, "mutants are too far off: none was read");
    assertTrue(read < MUTANTS, "no mutant was refused");
  }

  private static int reach(byte[] entry, String name) {
    return name.endsWith(".bin") ? HEAD : entry.length;
  }

  /** Some bytes before {@code reach} changed, or the rest cut off. */
  private static byte[] mutate(byte[] old, int reach, Random random) {
    byte[] mutant = old.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(reach);
      if (random.nextInt(8) == 0) {
        return Arrays.copyOf(mutant, at);
      }
      mutant[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(10));
    }
    return mutant;
  }

  private static Map<String, byte[]> entries(byte[] sound) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(sound))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
