package org.heredity.baselines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.heredity.engine.Architecture;
import org.heredity.engine.FrozenNetwork;
import org.heredity.engine.NetworkSpec;
import org.heredity.engine.zoo.ResNet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RemosProfileTest {
  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "resnet50"})
  void countsWhatPyTorchCounts(String name) {
    Architecture architecture = name.equals("resnet18") ? ResNet.resnet18() : ResNet.resnet50();
    NetworkSpec spec = SmallWorld.spec(architecture, 8, 5, 64);
    INDArray images = Formula.images(4, 64, 1);
    CoverageProfile profile = new CoverageProfile(0.5);
    try (FrozenNetwork network = FrozenNetwork.of(spec, SmallWorld.formula(spec))) {
      // Batches of 3 and 1: the count does not depend on how the images come.
      network.observe(images.get(NDArrayIndex.interval(0, 3)).dup('c'), profile);
      network.observe(images.get(NDArrayIndex.interval(3, 4)).dup('c'), profile);
    }
    List<ExpectedSlice> slices = ExpectedSlice.of(name);
    assertEquals(
        slices.stream().map(ExpectedSlice::weight).toList(),
        List.copyOf(ConvolutionWeights.of(SmallWorld.formula(spec)).asMap().keySet()),
        "ties are broken by this order");
    for (ExpectedSlice slice : slices) {
      assertArrayEquals(slice.in(), profile.input(slice.weight()), slice.convolution() + " in");
      assertArrayEquals(slice.out(), profile.output(slice.weight()), slice.convolution() + " out");
    }
  }
}
