package org.heredity.reengineering.modular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.heredity.api.result.Kept;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.plan.Node;
import org.heredity.engine.zoo.Architectures;
import org.junit.jupiter.api.Test;

class KernelsTest {
  private static final NetworkSpec SPEC = new NetworkSpec(Architectures.cifarResNet(8), 8, 3, 16);
  private static final List<Place> PLACES = Place.of(SPEC);

  private static boolean[][] all() {
    boolean[][] all = new boolean[PLACES.size()][];
    for (int p = 0; p < all.length; p++) {
      all[p] = new boolean[PLACES.get(p).channels()];
      Arrays.fill(all[p], true);
    }
    return all;
  }

  @Test
  void everyConvolutionHasItsPlace() {
    assertEquals(7, PLACES.size());
    assertEquals(
        List.of("conv1", "layer1.0.conv1", "layer1.0.conv2", "layer2.0.conv1"),
        PLACES.subList(0, 4).stream().map(p -> p.convolutions().get(0).name()).toList());
    assertEquals(8 * 16 * 16, PLACES.get(0).neurons());
    assertEquals(1, PLACES.get(0).channel(16 * 16));
    NetworkSpec resnet = new NetworkSpec(Architectures.resnet18(), 8, 3, 32);
    List<Place> places = Place.of(resnet);
    assertEquals(17, places.size());
    // A projection meets the block's last convolution.
    assertEquals(
        List.of("layer2.0.conv2", "layer2.0.downsample.0"),
        places.stream()
            .filter(p -> p.convolutions().size() == 2)
            .findFirst()
            .orElseThrow()
            .convolutions()
            .stream()
            .map(Node.Conv::name)
            .toList());
  }

  @Test
  void allKernelsAreTheWholeNetwork() {
    Kept whole = new Kernels(SPEC, PLACES, all()).count();
    assertEquals(3 * 8 * 256 + 2 * 16 * 64 + 2 * 32 * 16, whole.neurons());
    assertEquals(whole.neurons(), whole.neuronsKept());
    assertEquals(24 + 32 + 64, whole.kernelsKept());
    assertEquals(whole.weights(), whole.weightsKept());
    assertEquals(
        3 * 8 * 9 + 2 * 8 * 8 * 9 + 8 * 16 * 9 + 16 * 16 * 9 + 16 * 32 * 9 + 32 * 32 * 9 + 99,
        whole.weights());
  }

  /** Two of the eight kernels within the first block: 2 of its own, 2 inputs of the next. */
  @Test
  void aKernelGoesWithWhatReadsIt() {
    boolean[][] kept = all();
    kept[1][0] = false;
    kept[1][3] = false;
    Kept count = new Kernels(SPEC, PLACES, kept).count();
    assertEquals(count.neurons() - 2 * 256, count.neuronsKept());
    assertEquals(count.kernels() - 2, count.kernelsKept());
    assertEquals(count.weights() - 2 * 2 * 8 * 9, count.weightsKept());
  }

  /** The identity around a block that has no kernel left at that place carries nothing either. */
  @Test
  void whatABlockPutsOutIsWhatTheNextReads() {
    boolean[][] kept = all();
    kept[2][7] = false;
    Kept count = new Kernels(SPEC, PLACES, kept).count();
    // The block's last convolution has one kernel less, the next block's first one input less.
    assertEquals(count.weights() - 8 * 9 - 16 * 9, count.weightsKept());
  }

  @Test
  void aPlaceNeverBecomesEmpty() {
    boolean[][] kept = all();
    Arrays.fill(kept[4], false);
    Kernels kernels = new Kernels(SPEC, PLACES, kept);
    assertTrue(kernels.byPlace()[4][0]);
    assertEquals(120 - 15, kernels.count().kernelsKept());
    float[] row = kernels.row();
    assertEquals(120, row.length);
    assertEquals(kernels.count(), Kernels.of(SPEC, PLACES, row).count());
    assertEquals(kernels.count().neuronsKept(), kernels.maps().kept());
  }

  @Test
  void neuronsAreKeptThatTheClassOrEnoughOthersActivate() {
    List<Place> place = List.of(new Place("relu", PLACES.get(0).convolutions(), 2, 2));
    NeuronMaps maps =
        ActivationModules.keep(
            place,
            new int[][] {{3, 0, 0, 0, 0, 0, 0, 1}},
            new int[][] {{0, 5, 4, 0, 10, 0, 0, 0}},
            5);
    assertEquals(4, maps.kept());
    assertTrue(maps.kernels()[0][0] && maps.kernels()[0][1]);
    float[] row = maps.tensors().get("relu").reshape(8).toFloatVector();
    assertEquals("[1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0]", Arrays.toString(row));
    // With a share of 0 what no image activates still goes.
    assertEquals(
        1,
        ActivationModules.keep(place, new int[1][8], new int[][] {{1, 0, 0, 0, 0, 0, 0, 0}}, 0)
            .kept());
  }
}
