package org.heredity.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.naming.Match;
import org.heredity.engine.naming.NameMatcher;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Networks that timm calls otherwise than torchvision: make_timm.py wrote their tensors' names and
 * shapes, and what timm computes with the formula's weights by those names.
 */
@Tag("slow")
class TimmNamesTest {
  private static final int CLASSES = 5;

  private static Map<String, INDArray> tensors(Rows rows) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    rows.behind("tensor.")
        .forEach(
            (name, shape) ->
                shapes.put(name, Arrays.stream(shape).mapToLong(d -> (long) d).toArray()));
    return new LinkedHashMap<>(Formula.weights(shapes, 1).asMap());
  }

  private static Match match(String name, Map<String, INDArray> tensors) {
    List<Architecture> all = Architectures.all();
    StateDict counted = StateDict.of(tensors);
    Match match = NameMatcher.match(all, all, counted, 64);
    assertEquals(name, match.spec().architecture().name());
    return match;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "efficientnet_b0",
        "efficientnet_b2",
        "convnext_tiny",
        "convnext_nano",
        "convnext_pico"
      })
  void computesWhatTimmDoes(String name) {
    Rows rows = Rows.of("timm_" + name + ".txt");
    Match match = match(name, tensors(rows));
    assertEquals(CLASSES, match.spec().classes());
    assertTrue(match.notes().toString().contains("as timm calls them"), match.notes().toString());
    INDArray images = Formula.images(4, 64, 1);
    try (FrozenNetwork network = FrozenNetwork.of(match.spec(), match.weights())) {
      INDArray gradient = images.ulike();
      INDArray logits = network.logits(images);
      network.inputGradient(
          images, new TestObjectives.Labels(Formula.labels(4, CLASSES)), gradient);
      assertTrue(Rows.deviation(rows.behind("logits").get(""), "logits", logits) < 2e-4, name);
      assertTrue(Rows.deviation(rows.behind("images").get(""), "images", gradient) < 2e-3, name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"efficientnet_b0", "convnext_tiny"})
  void doesWithoutAHead(String name) {
    Map<String, INDArray> tensors = tensors(Rows.of("timm_" + name + ".txt"));
    tensors.keySet().removeIf(one -> one.startsWith("classifier.") || one.startsWith("head.fc."));
    assertFalse(match(name, tensors).hasHead());
  }
}
