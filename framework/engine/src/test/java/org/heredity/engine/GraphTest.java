package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.dl4j.Dl4jModel;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The layers within Deeplearning4j: its own training, and its own files. */
class GraphTest {
  private static NetworkSpec spec(String name) {
    return name.equals("resnet18")
        ? new NetworkSpec(Architectures.resnet18(), 4, 3, 64)
        : new NetworkSpec(Architectures.cifarResNet(20), 4, 3, 32);
  }

  /** The graph's updater is plain SGD at 0.01, so one fit is one step of the trainer. */
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet20"})
  @Tag("slow")
  void fitTrainsAsTheTrainerDoes(String name) {
    NetworkSpec spec = spec(name);
    StateDict weights = Formula.weights(spec, 9);
    INDArray images = Formula.images(8, spec.imageSize(), 9);
    INDArray targets = CrossEntropy.oneHot(Formula.labels(8, 3), 3);
    try (Network byGraph = Network.of(spec, weights);
        Network byTrainer = Network.of(spec, weights)) {
      for (int step = 0; step < 2; step++) {
        byGraph.graph().fit(new DataSet(images, targets));
        byGraph.loadGraph();
      }
      try (Trainer trainer = new Trainer(byTrainer, new Trainer.Sgd(0.01, 0.01, 0, 0), List.of())) {
        trainer.step(images, targets);
        trainer.step(images, targets);
      }
      StateDict expected = byTrainer.stateDict();
      StateDict actual = byGraph.stateDict();
      for (String tensor : expected.names()) {
        INDArray value = expected.get(tensor);
        double scale = Math.max(1e-6, value.amaxNumber().doubleValue());
        double off = value.sub(actual.get(tensor)).amaxNumber().doubleValue() / scale;
        assertTrue(off < 1e-3, tensor + " is off by " + off);
      }
    }
  }

  @Test
  void survivesDeeplearning4jsOwnFile(@TempDir Path folder) throws Exception {
    NetworkSpec spec = spec("resnet20");
    StateDict weights = Formula.weights(spec, 9);
    INDArray images = Formula.images(2, 32, 9);
    try (Network network = Network.of(spec, weights)) {
      Path file = folder.resolve("network.zip");
      ModelSerializer.writeModel(network.graph(), file.toFile(), true);
      ComputationGraph read = ModelSerializer.restoreComputationGraph(file.toFile());
      assertEquals(network.graph().output(false, images)[0], read.output(false, images)[0]);
      StateDict back =
          Dl4jModel.read(file, spec.imageSize()).among(List.of(spec.architecture())).weights();
      for (String tensor : weights.names()) {
        assertEquals(weights.get(tensor), back.get(tensor), tensor);
      }
    }
  }

  /** Files of the time when the layers were the engine's own. */
  @Test
  void readsFilesThatNameTheLayersOfOld(@TempDir Path folder) throws Exception {
    NetworkSpec spec = spec("resnet20");
    StateDict weights = Formula.weights(spec, 9);
    Path now = folder.resolve("now.zip");
    try (Network network = Network.of(spec, weights)) {
      ModelSerializer.writeModel(network.graph(), now.toFile(), false);
    }
    Path old = folder.resolve("old.zip");
    int renamed = 0;
    try (ZipFile from = new ZipFile(now.toFile());
        ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(old))) {
      for (ZipEntry entry : Collections.list(from.entries())) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        byte[] content = from.getInputStream(entry).readAllBytes();
        if (entry.getName().equals("configuration.json")) {
          String text = new String(content, StandardCharsets.UTF_8);
          renamed = text.split("\"org\\.heredity\\.layers\\.").length - 1;
          text = text.replace("\"org.heredity.layers.", "\"org.heredity.engine.layers.");
          content = text.getBytes(StandardCharsets.UTF_8);
        }
        to.write(content);
      }
    }
    assertTrue(renamed > 20, renamed + " names of our layers");
    assertTrue(Checkpoints.isDl4j(old));
    StateDict back =
        Dl4jModel.read(old, spec.imageSize()).among(List.of(spec.architecture())).weights();
    for (String tensor : weights.names()) {
      assertEquals(weights.get(tensor), back.get(tensor), tensor);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"vertices\":{}} | has 0 inputs",
        "{\"confs\":[]} | has 0 vertices",
        "{} | neither vertices nor layers",
        "[[[[ | cannot be read",
      })
  void filesOfAnotherContentAreRefused(String configuration, String said, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("hostile.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("configuration.json"));
      zip.write(configuration.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("coefficients.bin"));
      zip.write(new byte[64]);
    }
    String message =
        assertThrows(
                CheckpointException.class,
                () -> Dl4jModel.read(file, 64).among(List.of(Architectures.resnet18())).weights())
            .getMessage();
    assertTrue(message.startsWith(file.toString()) && message.contains(said), message);
  }
}
