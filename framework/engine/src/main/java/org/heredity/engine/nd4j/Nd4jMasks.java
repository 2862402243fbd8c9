package org.heredity.engine.nd4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.heredity.checkpoint.StateDict;
import org.heredity.engine.memory.Floats;
import org.heredity.engine.memory.NonFiniteException;
import org.heredity.engine.plan.Adam;
import org.heredity.engine.plan.BiasMask;
import org.heredity.engine.plan.Runner;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Masks as arrays beside the weights. */
final class Nd4jMasks implements Runner.Masks {
  private final Map<String, INDArray> originals = new LinkedHashMap<>();
  private final Map<String, INDArray> state = new LinkedHashMap<>();
  private final Map<String, INDArray> tensors;
  private final Map<String, INDArray> gradients;
  private final List<BiasMask> biases = new ArrayList<>();
  private long retained;
  private long total;

  Nd4jMasks(List<String> names, Map<String, INDArray> tensors, Map<String, INDArray> gradients) {
    this.tensors = tensors;
    this.gradients = gradients;
    long count = 0;
    for (String name : names) {
      INDArray weight = tensors.get(name);
      originals.put(name, weight.dup('c'));
      state.put(name, Nd4j.onesLike(weight));
      state.put(name + ".m", Nd4j.zerosLike(weight));
      state.put(name + ".v", Nd4j.zerosLike(weight));
      count += weight.length();
    }
    total = count;
    retained = count;
  }

  /**
   * Masks biases, too.
   *
   * @param parts by name of the bias what of it is the convolution's own
   */
  void addBiases(Map<String, float[]> parts) {
    parts.forEach(
        (name, part) -> {
          biases.add(new BiasMask(name, Floats.copy(tensors.get(name)), part));
          total += part.length;
          retained += part.length;
        });
  }

  boolean masks(String bias) {
    return biases.stream().anyMatch(mask -> mask.name().equals(bias));
  }

  @Override
  public void adam(int t, double lr, double penalty) {
    Adam adam = Adam.at(t, lr);
    originals.forEach(
        (name, original) -> {
          INDArray g = Transforms.max(Transforms.min(gradients.get(name).mul(original), 1), -1);
          g.addi(penalty);
          INDArray m = state.get(name + ".m").muli(Adam.BETA_1).addi(g.mul(1 - Adam.BETA_1));
          INDArray v =
              state.get(name + ".v").muli(Adam.BETA_2).addi(g.mul(g).muli(1 - Adam.BETA_2));
          INDArray root = Transforms.sqrt(v, true).divi(adam.correction()).addi(Adam.EPSILON);
          state.get(name).subi(m.div(root).muli(adam.step()));
        });
    for (BiasMask bias : biases) {
      bias.step(adam, Floats.copy(gradients.get(bias.name())), (float) penalty);
    }
    apply();
  }

  private void apply() {
    retained = 0;
    originals.forEach(
        (name, original) -> {
          INDArray on = state.get(name).gt(0).castTo(original.dataType());
          tensors.get(name).assign(original.mul(on));
          retained += Math.round(on.sumNumber().doubleValue());
        });
    for (BiasMask bias : biases) {
      INDArray tensor = tensors.get(bias.name());
      tensor.assign(Nd4j.createFromArray(bias.effective()).castTo(tensor.dataType()));
      retained += bias.retained();
    }
  }

  @Override
  public long retained() {
    return retained;
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public void requireFinite() {
    for (String name : originals.keySet()) {
      try {
        Floats.requireFinite(state.get(name));
      } catch (NonFiniteException e) {
        throw new NonFiniteException("no finite numbers in the mask over '" + name + "'");
      }
    }
    biases.forEach(BiasMask::requireFinite);
  }

  @Override
  public Map<String, INDArray> values() {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    originals.keySet().forEach(name -> copies.put(name, state.get(name).dup('c')));
    biases.forEach(bias -> bias.values(copies));
    return copies;
  }

  @Override
  public Map<String, INDArray> state() {
    Map<String, INDArray> copies = new LinkedHashMap<>();
    state.forEach((name, array) -> copies.put(name, array.dup('c')));
    biases.forEach(bias -> bias.state(copies));
    return copies;
  }

  @Override
  public void restore(StateDict saved) {
    biases.forEach(bias -> bias.restore(saved));
    state.replaceAll((name, array) -> saved.get(name).castTo(array.dataType()).dup('c'));
    apply();
  }
}
