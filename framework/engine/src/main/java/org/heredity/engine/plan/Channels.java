package org.heredity.engine.plan;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Takes channels of an image in any order: a part of them, or all shuffled. Immutable.
 *
 * @param in channels of the image
 * @param picks by channel of the result which channel of the image it is, from 0
 */
public record Channels(String name, String input, int in, List<Integer> picks)
    implements Operation {
  public Channels {
    picks = List.copyOf(picks);
    for (int pick : picks) {
      if (pick < 0 || pick >= in) {
        throw new IllegalArgumentException("'" + name + "' takes channel " + pick + " of " + in);
      }
    }
  }

  /** Those from one to before another. */
  public static Channels part(String name, String input, int in, int from, int to) {
    return new Channels(name, input, in, IntStream.range(from, to).boxed().toList());
  }

  /** The first of each group, then the second of each (ShuffleNet). */
  public static Channels shuffle(String name, String input, int in, int groups) {
    int each = in / groups;
    return new Channels(
        name,
        input,
        in,
        IntStream.range(0, in).map(c -> c % groups * each + c / groups).boxed().toList());
  }

  @Override
  public List<String> inputs() {
    return List.of(input);
  }

  @Override
  public Channels withInputs(UnaryOperator<String> names) {
    return new Channels(name, names.apply(input), in, picks);
  }

  @Override
  public int[] shape(int... in) {
    return new int[] {picks.size(), in[1], in[2]};
  }

  @Override
  public <R> R accept(Kinds<R> visitor) {
    return visitor.channels(this);
  }
}
