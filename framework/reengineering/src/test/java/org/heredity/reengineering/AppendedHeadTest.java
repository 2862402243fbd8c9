package org.heredity.reengineering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.data.Randomness;
import org.heredity.engine.Formula;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.MaskSearch;
import org.heredity.engine.Network;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

@Tag("slow")
class AppendedHeadTest {
  private static final NetworkSpec ORIGINAL = new NetworkSpec(Architectures.resnet18(), 8, 5, 32);
  private static final NetworkSpec APPENDED = new NetworkSpec(new AppendedHead(ORIGINAL), 8, 2, 32);
  private static final int[] LABELS = {0, 1, 1, 0};

  private static StateDict original() {
    try (Network network = Network.create(ORIGINAL, Randomness.of(1))) {
      return network.stateDict();
    }
  }

  private static StateDict appended() {
    Map<String, INDArray> tensors = new LinkedHashMap<>(original().asMap());
    try (Network network = Network.create(APPENDED, Randomness.of(2))) {
      for (String part : new String[] {"module_head.1.weight", "module_head.1.bias"}) {
        tensors.put(part, network.stateDict().get(part));
      }
    }
    return StateDict.of(tensors);
  }

  private static INDArray images() {
    return Formula.images(4, 32, 1);
  }

  @Test
  @Tag("slow")
  void isTheRectifiedOutputOfTheOriginalThroughTheHead() {
    StateDict weights = appended();
    INDArray logits;
    try (FrozenNetwork network = FrozenNetwork.of(ORIGINAL, original())) {
      logits = network.logits(images());
    }
    INDArray w = weights.get("module_head.1.weight");
    INDArray b = weights.get("module_head.1.bias");
    try (FrozenNetwork network = FrozenNetwork.of(APPENDED, weights)) {
      INDArray found = network.logits(images());
      assertArrayEquals(new long[] {4, 2}, found.shape());
      for (int n = 0; n < 4; n++) {
        for (int k = 0; k < 2; k++) {
          double expected = b.getDouble(k);
          for (int c = 0; c < 5; c++) {
            expected += w.getDouble(k, c) * Math.max(0, logits.getDouble(n, c));
          }
          assertEquals(expected, found.getDouble(n, k), 1e-4);
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void theSearchMasksTheOldOutputLayerToo() {
    try (MaskSearch search =
        MaskSearch.of(APPENDED, appended(), new MaskSearch.Settings(0.3, 0.1, 1))) {
      for (int i = 0; i < 6; i++) {
        search.step(images(), LABELS);
      }
      Map<String, INDArray> mask = search.mask();
      assertArrayEquals(new long[] {5, 32 * 2}, mask.get("fc.weight").shape());
      double kept = 0;
      double total = 0;
      Map<String, INDArray> masked = new LinkedHashMap<>(appended().asMap());
      for (Map.Entry<String, INDArray> entry : mask.entrySet()) {
        kept += entry.getValue().sumNumber().doubleValue();
        total += entry.getValue().length();
        masked.put(entry.getKey(), masked.get(entry.getKey()).mul(entry.getValue()));
      }
      assertEquals(kept / total, search.retained(), 1e-9);
      assertTrue(search.retained() < 1, "kept " + search.retained());
      search.head().asMap().forEach(masked::put);
      INDArray searched = search.logits(images());
      try (FrozenNetwork network = FrozenNetwork.of(APPENDED, StateDict.of(masked))) {
        INDArray found = network.logits(images());
        assertTrue(searched.sub(found).amaxNumber().doubleValue() < 1e-4);
      }
    }
  }

  @Test
  void aStepOfTheHeadLeavesTheMasksAlone() {
    try (MaskSearch search =
        MaskSearch.of(APPENDED, appended(), new MaskSearch.Settings(0.3, 0.1, 1))) {
      search.step(images(), LABELS);
      INDArray before = search.state().get("conv1.weight");
      INDArray head = search.head().get("module_head.1.weight");
      double first = search.stepHead(images(), LABELS);
      double last = first;
      for (int i = 0; i < 30; i++) {
        last = search.stepHead(images(), LABELS);
      }
      assertEquals(before, search.state().get("conv1.weight"));
      assertNotEquals(head, search.head().get("module_head.1.weight"));
      assertTrue(last < first, last + " after " + first);
    }
  }

  @Test
  void anAlternatingSearchGoesOnFromItsState() {
    MaskSearch.Settings rates = new MaskSearch.Settings(0.3, 0.1, 1);
    try (MaskSearch whole = MaskSearch.of(APPENDED, appended(), rates);
        MaskSearch first = MaskSearch.of(APPENDED, appended(), rates);
        MaskSearch second = MaskSearch.of(APPENDED, appended(), rates)) {
      for (int i = 0; i < 6; i++) {
        alternate(whole, i);
        if (i < 3) {
          alternate(first, i);
        }
      }
      second.restore(first.state());
      for (int i = 3; i < 6; i++) {
        alternate(second, i);
      }
      assertEquals(whole.state().digest(), second.state().digest());
    }
  }

  private static void alternate(MaskSearch search, int step) {
    if (step % 2 == 0) {
      search.stepHead(images(), LABELS);
    } else {
      search.step(images(), LABELS);
    }
  }

  /** The papers' table has 15.25 million weights for VGG16 on CIFAR-10: biases are among them. */
  @Test
  @Tag("slow")
  void weightsAreCountedAsPublished() {
    NetworkSpec vgg = new NetworkSpec(Architectures.cifarVgg16(), 64, 10, 32);
    NetworkSpec appended = new NetworkSpec(new AppendedHead(vgg), 64, 2, 32);
    assertEquals(
        List.of("classifier.0.relu", "classifier.3.relu"), appended.architecture().dropouts());
    long weights = 0;
    try (Network network = Network.create(appended, Randomness.of(1));
        MaskSearch search =
            MaskSearch.of(appended, network.borrowed(), new MaskSearch.Settings(0.05, 0.1, 1))) {
      search.step(Nd4j.rand(2, 3, 32, 32).castTo(DataType.FLOAT), new int[] {0, 1});
      for (INDArray mask : search.mask().values()) {
        weights += mask.length();
      }
    }
    assertEquals(15_245_130, weights);
  }
}
