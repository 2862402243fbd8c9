package org.heredity.engine.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.Architecture;
import org.heredity.engine.Formula;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Names that files of other families than residual networks have. */
class FamilyNamesTest {
  private static Map<String, INDArray> tensors(
      Architecture architecture, int width, UnaryOperator<String> rename) {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    Formula.weights(new NetworkSpec(architecture, width, 5, 64), 1)
        .asMap()
        .forEach((name, tensor) -> tensors.put(rename.apply(name), tensor));
    return tensors;
  }

  private static Match match(Architecture architecture, Map<String, INDArray> tensors) {
    return NameMatcher.match(architecture, StateDict.of(tensors), 64).orElseThrow();
  }

  @Test
  void publishedDenseNetworksHaveADotMore() {
    Architecture dense = Architectures.named("densenet121");
    Match match =
        match(
            dense,
            tensors(
                dense, 8, name -> name.replaceAll("(denselayer\\d+\\.(norm|conv))(\\d)", "$1.$3")));
    assertEquals(8, match.spec().width());
    assertTrue(match.notes().get(0).contains("'norm.1' is 'norm1'"), match.notes().toString());
  }

  @Test
  void auxiliaryClassifiersAreLeftOut() {
    Architecture google = Architectures.named("googlenet");
    Map<String, INDArray> tensors = tensors(google, 8, name -> name);
    tensors.put("aux1.conv.conv.weight", Nd4j.ones(16, 64, 1, 1));
    tensors.put("aux2.fc2.bias", Nd4j.ones(5));
    Match match = match(google, tensors);
    assertTrue(
        match.notes().toString().contains("auxiliary classifiers"), match.notes().toString());
    assertEquals(match.spec().plan().tensors().keySet(), match.weights().names());
  }

  @Test
  void aPrefixIsWhateverStandsBeforeTheFirstConvolution() {
    Architecture mobile = Architectures.named("mobilenet_v2");
    Match match = match(mobile, tensors(mobile, 8, name -> "module.backbone." + name));
    assertEquals(8, match.spec().width());
    assertTrue(match.hasHead());
  }

  /** Whatever the number of scores, and behind a prefix, too. */
  @Test
  void theScoresOfASqueezeNetAreReadByTheIdentity() {
    Architecture squeeze = Architectures.named("squeezenet1_1");
    for (String prefix : List.of("", "module.")) {
      Map<String, INDArray> tensors = tensors(squeeze, 8, name -> prefix + name);
      tensors.keySet().removeIf(name -> name.startsWith(prefix + squeeze.head()));
      tensors.put(prefix + "classifier.1.weight", Nd4j.ones(7, 64, 1, 1));
      tensors.put(prefix + "classifier.1.bias", Nd4j.ones(7));
      Match match = match(squeeze, tensors);
      assertEquals(7, match.spec().classes());
      assertEquals(7, match.spec().plan().headIn());
      assertTrue(match.hasHead());
      assertEquals(Nd4j.eye(7), match.weights().get(squeeze.head() + ".weight"));
      NetworkSpec student = match.spec().withClasses(3);
      assertEquals(Optional.of(student), squeeze.recognise(Formula.weights(student, 1), 64));
    }
  }

  @Test
  void everyFamilyIsToldFromEveryOther() {
    List<Architecture> all = Architectures.all();
    Architecture mobile = Architectures.named("mobilenet_v3_small");
    StateDict weights = StateDict.of(tensors(mobile, 8, name -> name));
    assertEquals(mobile, NameMatcher.match(all, all, weights, 64).spec().architecture());
  }
}
