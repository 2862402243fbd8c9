package org.heredity.engine.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.SafetensorsWriter;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.CrossEntropy;
import org.heredity.engine.Formula;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The models as a program sees them that knows Deeplearning4j and nothing of Heredity. */
class ZooModelsTest {
  private static final int SIDE = 32;
  private static final int CLASSES = 3;

  @TempDir Path folder;

  private static <M extends ZooNetwork> ZooNetwork.Builder<M> small(ZooNetwork.Builder<M> builder) {
    return builder.numClasses(CLASSES).inputShape(3, SIDE, SIDE).width(4);
  }

  static Stream<ZooNetwork.Builder<?>> models() {
    return Stream.of(
        ResNet18.builder(),
        ResNet34.builder(),
        ResNet50.builder(),
        ResNet101.builder(),
        CifarResNet.builder(20),
        CifarVgg16.builder());
  }

  @ParameterizedTest
  @MethodSource("models")
  @Tag("slow")
  void fitLowersTheLoss(ZooNetwork.Builder<?> builder) {
    ZooNetwork model = small(builder).build();
    // Batch norm of six images needs more than a pixel each after so many layers.
    int side = model instanceof ResNet101 ? 2 * SIDE : SIDE;
    model.setInputShape(new int[][] {{3, side, side}});
    ComputationGraph graph = model.init();
    INDArray images = Formula.images(6, side, 1);
    DataSet data = new DataSet(images, CrossEntropy.oneHot(Formula.labels(6, CLASSES), CLASSES));
    INDArray before = graph.params().dup();
    graph.fit(data);
    double first = graph.score();
    double least = first;
    for (int step = 0; step < 6; step++) {
      graph.fit(data);
      // A step may lead up: which one does differs from processor to processor.
      least = Math.min(least, graph.score());
    }
    assertTrue(least < first, least + " at best, " + first + " before");
    assertNotEquals(before, graph.params());
  }

  @ParameterizedTest
  @MethodSource("models")
  void theFilesWeightsPredictAsTheEngineDoes(ZooNetwork.Builder<?> builder) throws IOException {
    NetworkSpec spec = small(builder).build().spec();
    StateDict weights = Formula.weights(spec, 3);
    Path file = folder.resolve("weights.safetensors");
    SafetensorsWriter.write(file, weights, Map.of());
    ComputationGraph graph = builder.weights(file).build().initPretrained();
    INDArray images = Formula.images(4, SIDE, 3);
    try (FrozenNetwork network = FrozenNetwork.of(spec, weights)) {
      INDArray expected = Transforms.softmax(network.logits(images));
      double off = expected.sub(graph.outputSingle(images)).amaxNumber().doubleValue();
      assertTrue(off < 1e-5, "off by " + off);
    }
  }

  @Test
  void aSeedMakesTheWeightsThatTheEngineMakes() {
    ZooNetwork model = small(ResNet18.builder()).seed(7).build();
    assertEquals(model.init().params(), model.init().params());
    assertNotEquals(
        model.init().params(), small(ResNet18.builder()).seed(8).build().init().params());
    try (Network network = Network.create(model.spec(), Randomness.of(7))) {
      assertEquals(network.graph().params(), model.init().params());
    }
  }

  @Test
  void otherClassesThanTheFilesGetAFreshHead() throws IOException {
    ZooNetwork.Builder<ResNet18> builder = small(ResNet18.builder());
    StateDict weights = Formula.weights(builder.build().spec(), 3);
    Path cache = folder.resolve("cache");
    Path file = PublishedWeights.RESNET18.in(cache);
    Files.createDirectories(file.getParent());
    SafetensorsWriter.write(file, weights, Map.of());
    ComputationGraph graph = builder.numClasses(5).cache(cache).build().initPretrained();
    assertEquals(weights.get("conv1.weight"), graph.getParam("conv1_W"));
    assertEquals(5, graph.getParam("fc_W").size(1));
    assertThrows(CheckpointException.class, () -> builder.width(8).build().initPretrained());
  }

  @Test
  void sayWhichFileIsMissingAndWhatGetsIt() {
    ZooModel<?> model = ResNet34.builder().cache(folder).build();
    assertTrue(model.pretrainedAvailable(PretrainedType.IMAGENET));
    assertEquals(
        "torchvision's weights of resnet34 are expected in '"
            + folder.resolve("weights/resnet34-b627a593.pth")
            + "', which is not there; 'heredity weights get resnet34' gets them from"
            + " https://download.pytorch.org/models/resnet34-b627a593.pth, or give the builder a"
            + " file: weights(Path)",
        assertThrows(FileNotFoundException.class, model::initPretrained).getMessage());
    Path named = folder.resolve("mine.pth");
    String message =
        assertThrows(
                FileNotFoundException.class,
                () -> ResNet18.builder().weights(named).build().initPretrained())
            .getMessage();
    assertTrue(message.contains("'" + named + "'") && message.contains("builder"), message);
    ZooModel<?> cifar = CifarResNet.builder(20).build();
    assertFalse(cifar.pretrainedAvailable(PretrainedType.CIFAR10));
    message =
        assertThrows(
                UnsupportedOperationException.class,
                () -> cifar.initPretrained(PretrainedType.CIFAR10))
            .getMessage();
    assertTrue(message.startsWith("no weights of resnet20 for CIFAR10"), message);
  }

  @Test
  void shapesThatNoModelHasAreRefused() {
    ZooNetwork.Builder<ResNet18> builder = ResNet18.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.inputShape(224, 224, 3));
    assertThrows(IllegalArgumentException.class, () -> builder.inputShape(3, 224, 192));
    assertThrows(IllegalArgumentException.class, () -> builder.inputShape(3, 8, 8).build());
    assertThrows(IllegalArgumentException.class, () -> CifarResNet.builder(21));
    ZooNetwork model = ResNet18.builder().build();
    model.setInputShape(new int[][] {{3, 64, 64}});
    assertEquals(64, model.spec().imageSize());
  }
}
