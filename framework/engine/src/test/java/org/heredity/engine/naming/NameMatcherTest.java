package org.heredity.engine.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.heredity.checkpoint.CheckpointException;
import org.heredity.checkpoint.Checkpoints;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Normalisation;
import org.heredity.engine.Architecture;
import org.heredity.engine.Formula;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Names as people bring them; make_brought.py computed the logits with PyTorch. */
class NameMatcherTest {
  private static final int SEED = 21;
  private static final int SIDE = 32;
  private static final Architecture RESNET18 = Architectures.resnet18();
  private static final StateDict WEIGHTS =
      Formula.weights(new NetworkSpec(RESNET18, 8, 5, SIDE), SEED);
  private static final StateDict LOGITS = logits();

  static Stream<Arguments> renamed() {
    return Stream.of(
        of("'model.' was stripped", name -> "model." + name),
        of("'backbone.' was stripped", name -> "backbone." + name),
        of("'module.model.' was stripped", name -> "module.model." + name),
        of("'net.' was stripped", name -> "net." + name),
        of("'student.cnn.' was stripped", name -> "student.cnn." + name),
        of("the head 'fc.1.' is 'fc.'", name -> name.replace("fc.", "fc.1.")),
        of("the head 'classifier.' is 'fc.'", name -> name.replace("fc.", "classifier.")),
        of("the head 'linear.' is 'fc.'", name -> name.replace("fc.", "linear.")),
        of("the head 'head.' is 'fc.'", name -> name.replace("fc.", "head.")),
        of("the head 'classifier.1.' is 'fc.'", name -> name.replace("fc.", "classifier.1.")),
        of("'shortcut.' is 'downsample.'", name -> name.replace("downsample.", "shortcut.")),
        of("'encoder.' was stripped", name -> name.startsWith("fc.") ? name : "encoder." + name),
        of(
            "the prefix 'net.encoder.' was stripped; the head 'net.classifier.0.' is 'fc.'",
            name ->
                name.startsWith("fc.")
                    ? name.replace("fc.", "net.classifier.0.")
                    : "net.encoder." + name),
        of(
            "the prefix 'm.' was stripped; numbered layers are",
            name ->
                name.replace("conv1.", "0.").equals("0.weight")
                    ? "m.0.weight"
                    : name.startsWith("bn1.")
                        ? name.replace("bn1.", "m.1.")
                        : name.startsWith("layer")
                            ? "m." + (name.charAt(5) - '0' + 3) + name.substring(6)
                            : name));
  }

  private static Arguments of(String note, UnaryOperator<String> rename) {
    return Arguments.of(note, rename);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("renamed")
  void otherNamesOfTheSameNetworkGiveItsLogits(String note, UnaryOperator<String> rename) {
    Match match = match(renamed(rename));

    assertLogits("plain", match);
    assertEquals(1, match.notes().size(), match.notes().toString());
    assertTrue(match.notes().get(0).contains(note), match.notes().get(0));
    assertTrue(match.hasHead());
  }

  @Test
  void theUsualNamesAreLeftAlone() {
    Match match = match(WEIGHTS.asMap());

    assertEquals(List.of(), match.notes());
    assertEquals(WEIGHTS.digest(), match.weights().digest());
    assertSame(WEIGHTS.get("conv1.weight"), match.weights().get("conv1.weight"));
  }

  @Test
  void aHeadWithoutBiasHasZeros() {
    Map<String, INDArray> tensors = renamed(name -> "model." + name);
    tensors.remove("model.fc.bias");
    Match match = match(tensors);

    assertLogits("no-bias", match);
    assertTrue(match.notes().get(0).contains("has no bias, so it is 0"), match.notes().get(0));
  }

  @Test
  void prunedWeightsAreMultiplied() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    WEIGHTS
        .asMap()
        .forEach(
            (name, tensor) -> {
              if (tensor.rank() == 4) {
                float[] mask = Formula.uniform(name + ".mask", tensor.length(), SEED);
                for (int i = 0; i < mask.length; i++) {
                  mask[i] = mask[i] < 0.5f ? 1 : 0;
                }
                tensors.put(name + "_orig", tensor);
                tensors.put(name + "_mask", Nd4j.createFromArray(mask).reshape(tensor.shape()));
              } else {
                tensors.put(name, tensor);
              }
            });
    Match match = match(tensors);

    assertLogits("pruned", match);
    assertTrue(match.notes().get(0).contains("20 tensors are 'weight_orig'"), "" + match.notes());
    assertTrue(match.notes().get(0).contains("removed 49.8 %"), "" + match.notes());
  }

  @Test
  void normalisingFirstLayersOfImageNetsValuesAreTakenOver() {
    Map<String, INDArray> tensors = renamed(name -> "1." + name);
    tensors.put("0.mean", Nd4j.createFromArray(0.485f, 0.456f, 0.406f).reshape(1, 3, 1, 1));
    tensors.put("0.std", Nd4j.createFromArray(0.229f, 0.224f, 0.225f).reshape(1, 3, 1, 1));
    Match match = match(tensors);

    assertLogits("normalising", match);
    assertTrue(match.notes().get(0).contains("as '0.mean' and '0.std' tell"), "" + match.notes());

    tensors.put("0.std", Nd4j.createFromArray(0.229f, 0.224f, 0));
    assertEquals(Optional.of(Normalisation.IMAGENET), match.normalisation());
    String message = refusal(tensors);
    assertTrue(message.contains("'0.std' is [0.229, 0.224, 0.0]"), message);
    assertTrue(message.contains("a deviation must be over 0"), message);
  }

  @Test
  void anotherNormalisingFirstLayerIsTakenOverWithItsValues() {
    Normalisation cifar =
        Normalisation.of(List.of(0.4914, 0.4822, 0.4465), List.of(0.2471, 0.2435, 0.2616));
    for (float scale : new float[] {1, 255}) {
      Map<String, INDArray> tensors = renamed(name -> "1." + name);
      tensors.put("0.mean", Nd4j.createFromArray(0.4914f, 0.4822f, 0.4465f).mul(scale));
      tensors.put("0.std", Nd4j.createFromArray(0.2471f, 0.2435f, 0.2616f).mul(scale));
      Match match = match(tensors);
      assertEquals(Optional.of(cifar), match.normalisation());
      assertTrue(match.notes().get(0).contains("tell, mean [0.4914"), "" + match.notes());

      tensors.remove("0.std");
      String message = refusal(tensors);
      assertTrue(message.contains("one of mean and deviation is missing"), message);
    }
  }

  @Test
  void countersAndLossesAreLeftOutAndSaid() {
    Map<String, INDArray> tensors = renamed(name -> "module." + name);
    for (String name : List.copyOf(tensors.keySet())) {
      if (name.endsWith(".running_mean")) {
        String layer = name.substring(0, name.lastIndexOf('.'));
        tensors.put(layer + ".total_ops", Nd4j.zeros(DataType.DOUBLE, 1));
        tensors.put(layer + ".total_params", Nd4j.zeros(DataType.DOUBLE, 1));
      }
    }
    tensors.put("n_averaged", Nd4j.scalar(DataType.INT64, 5));
    tensors.put("num_updates", Nd4j.scalar(DataType.INT32, 5));
    tensors.put("criterion.weight", Nd4j.ones(5));
    tensors.put("aug.kernel", Nd4j.ones(5));
    tensors.put("something.else", Nd4j.ones(5));
    Match match = match(tensors);

    assertLogits("plain", match);
    assertEquals(
        List.of(
            "matched with resnet18's names: the prefix 'module.' was stripped; left out: a profiler's"
                + " counters (40); counters of averaging (2); losses, metrics or augmentation (2);"
                + " of what is not known, 'something.else'"),
        match.notes());
  }

  @Test
  void aSecondNetworkIsSaid() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    WEIGHTS.asMap().forEach((name, tensor) -> tensors.put("model_ema." + name, tensor.mul(2)));
    WEIGHTS.asMap().forEach((name, tensor) -> tensors.put("model." + name, tensor));
    Match match = match(tensors);

    assertLogits("plain", match);
    assertTrue(
        match.notes().get(1).contains("behind 'model_ema.' would fit, too; '--state-dict"),
        match.notes().toString());
  }

  @Test
  void encodersWithoutAHeadAreTeachers() {
    Map<String, INDArray> tensors = renamed(name -> "encoder_q." + name);
    tensors.keySet().removeIf(name -> name.startsWith("encoder_q.fc."));
    tensors.put("encoder_q.fc.0.weight", Nd4j.zeros(64, 64));
    tensors.put("encoder_q.fc.2.weight", Nd4j.zeros(16, 64));
    Match match = match(tensors);

    assertFalse(match.hasHead());
    assertEquals(8, match.spec().width());
    assertEquals(2, match.spec().classes());
    try (FrozenNetwork network = FrozenNetwork.of(match.spec(), match.weights())) {
      assertEquals(0, network.logits(Formula.images(2, SIDE, SEED)).amaxNumber().doubleValue());
    }
  }

  @Test
  void layersThatMayLieBetweenAreRefused() {
    Map<String, INDArray> between =
        renamed(name -> name.startsWith("fc.") ? name : "backbone." + name);
    between.put("neck.weight", Nd4j.ones(64));
    assertTrue(refusal(between).contains("1 unexpected: 'neck.weight'"), refusal(between));

    Map<String, INDArray> within = new LinkedHashMap<>(WEIGHTS.asMap());
    within.put("layer1.0.se.fc1.weight", Nd4j.ones(2, 8));
    assertTrue(refusal(within).contains("1 unexpected: 'layer1.0.se.fc1.weight'"));
  }

  @Test
  void whatAlmostFitsIsSaid() {
    Map<String, INDArray> tensors = renamed(name -> "model." + name);
    tensors.remove("model.bn1.weight");
    tensors.put("model.bn1.bias", Nd4j.zeros(3));
    tensors.put("model.layer1.0.extra", Nd4j.zeros(3));
    String message = refusal(tensors);

    for (String part :
        List.of(
            "holds no resnet18 that fits wholly",
            "If the prefix 'model.' was stripped: resnet18 of width 8 with 5 classes",
            "which has 122: 120 fit",
            "1 missing: 'bn1.weight'",
            "1 unexpected: 'layer1.0.extra'",
            "1 of another shape: 'bn1.bias' is [3] instead of [8]")) {
      assertTrue(message.contains(part), () -> part + " in " + message);
    }
  }

  @Test
  void anotherArchitectureIsNamed() {
    StateDict other = Formula.weights(new NetworkSpec(Architectures.resnet34(), 4, 5, SIDE), SEED);
    String message = refusal(other.asMap());
    assertTrue(message.contains("218 tensors are those of resnet34 of width 4"), message);
    message = refusal(Map.of("a.weight", Nd4j.ones(2), "b", Nd4j.ones(2)));
    assertTrue(message.contains("its 2 tensors, such as ["), message);
  }

  @Test
  void weightsThatAreNoNumbersAreNamed() {
    Map<String, INDArray> tensors = renamed(name -> "model." + name);
    INDArray weight = tensors.get("model.fc.weight").dup();
    weight.putScalar(3, Float.POSITIVE_INFINITY);
    INDArray variance = tensors.get("model.bn1.running_var").dup();
    variance.putScalar(0, Float.NaN).putScalar(1, -1).putScalar(2, -0.0f);
    tensors.put("model.fc.weight", weight);
    tensors.put("model.bn1.running_var", variance);
    String message = refusal(tensors);

    assertTrue(message.contains("2 tensors hold what no network can compute with"), message);
    assertTrue(message.contains("'bn1.running_var' (1 NaN, 1 negative variances of 8)"), message);
    assertTrue(message.contains("'fc.weight' (1 infinite of 320)"), message);

    Map<String, INDArray> usual = new LinkedHashMap<>(WEIGHTS.asMap());
    usual.put("fc.weight", weight);
    assertTrue(refusal(usual).contains("1 tensor holds what"), refusal(usual));
    usual.put("fc.weight", WEIGHTS.get("fc.weight"));
    usual.put("bn1.running_var", variance.assign(1).putScalar(2, -0.0f));
    assertEquals(List.of(), match(usual).notes());
    usual.put("bn1.running_var", Nd4j.createFromArray(1, 1, 1, 1, 1, 1, 1, 1e300));
    assertTrue(refusal(usual).contains("1 infinite or too large for single precision of 8"));
  }

  private static Map<String, INDArray> renamed(UnaryOperator<String> rename) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    WEIGHTS.asMap().forEach((name, tensor) -> tensors.put(rename.apply(name), tensor));
    return tensors;
  }

  private static Match match(Map<String, INDArray> tensors) {
    return NameMatcher.match(List.of(RESNET18), Architectures.all(), StateDict.of(tensors), SIDE);
  }

  private static String refusal(Map<String, INDArray> tensors) {
    return assertThrows(CheckpointException.class, () -> match(tensors)).getMessage();
  }

  private static void assertLogits(String expected, Match match) {
    try (FrozenNetwork network = FrozenNetwork.of(match.spec(), match.weights())) {
      INDArray logits = network.logits(Formula.images(5, SIDE, SEED));
      INDArray wanted = LOGITS.get(expected);
      for (int i = 0; i < wanted.length(); i++) {
        assertEquals(wanted.reshape(25).getDouble(i), logits.reshape(25).getDouble(i), 1e-4);
      }
    }
  }

  private static StateDict logits() {
    try {
      return Checkpoints.read(
          Path.of(
              FrozenNetwork.class.getResource("/org/heredity/engine/brought.safetensors").toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
