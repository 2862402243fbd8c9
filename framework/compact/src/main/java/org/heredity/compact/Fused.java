package org.heredity.compact;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What is done together with a convolution: maps and one sum, in any order, and a rectification
 * behind them.
 *
 * @param map the sum of the maps, or null
 * @param summand name of what is added, or null
 * @param relu whether there is a rectification
 * @param names of the operations, in order
 * @param last whose result is the convolution's with all of these
 */
record Fused(float[] map, String summand, boolean relu, List<String> names, String last) {
  /**
   * Looks behind a convolution.
   *
   * @param onlyReader the only operation that reads a result; null if there are more, or none
   * @param known whether a result is there by now
   */
  static Fused of(
      Operation.Convolution conv, Function<String, Operation> onlyReader, Predicate<String> known) {
    Search search = new Search(conv.name(), known);
    Operation next = onlyReader.apply(search.last);
    while (next != null && search.takes(next)) {
      next = search.relu ? null : onlyReader.apply(search.last);
    }
    return new Fused(search.map, search.summand, search.relu, search.names, search.last);
  }

  /** Goes from reader to reader. */
  private static final class Search implements Operation.Visitor {
    private final Predicate<String> known;
    private final List<String> names = new ArrayList<>();
    private String last;
    private float[] map;
    private String summand;
    private boolean relu;
    private boolean taken;

    Search(String convolution, Predicate<String> known) {
      this.last = convolution;
      this.known = known;
    }

    boolean takes(Operation operation) {
      taken = false;
      operation.accept(this);
      if (taken) {
        last = operation.name();
        names.add(last);
      }
      return taken;
    }

    @Override
    public void offset(Operation.Offset o) {
      taken = true;
      if (map == null) {
        map = o.map();
        return;
      }
      map = map.clone();
      for (int i = 0; i < map.length; i++) {
        map[i] += o.map()[i];
      }
    }

    @Override
    public void add(Operation.Add a) {
      String other = a.first().equals(last) ? a.second() : a.first();
      taken = summand == null && !other.equals(last) && known.test(other);
      summand = taken ? other : summand;
    }

    @Override
    public void relu(Operation.Relu r) {
      taken = true;
      relu = true;
    }

    @Override
    public void convolution(Operation.Convolution c) {
      // Is one of its own.
    }

    @Override
    public void maxPool(Operation.MaxPool p) {
      // Is done on its own.
    }

    @Override
    public void globalAverage(Operation.GlobalAverage a) {
      // Is done on its own.
    }
  }
}
