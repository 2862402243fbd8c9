package org.heredity.engine.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a value of ONNX's, of any rank, lies over a node's result of images: each of its axes is made
 * of parts of the images' own axes. Reshaping and transposing change the layout alone. Immutable.
 *
 * @param axes each the parts that it is made of, outermost first; none of an axis of size 1
 */
record Layout(List<List<Part>> axes) {
  /** The number of images, which is not known, as a size. */
  static final long BATCH = Long.MIN_VALUE;

  private static final int MOST_AXES = 8;

  /** Which of the images' axes a part is of. */
  enum Of {
    IMAGE,
    CHANNEL,
    ROW,
    COLUMN
  }

  /**
   * A part of an axis.
   *
   * @param size how many there are; of the number of images {@link #BATCH}
   * @param step from one to the next along the images' axis
   */
  record Part(Of of, long size, long step) {}

  private static final Part IMAGES = new Part(Of.IMAGE, BATCH, 1);

  Layout {
    axes = axes.stream().map(List::copyOf).toList();
  }

  /** {@code [N, C, H, W]} of a result of channels, height and width. */
  static Layout images(int... shape) {
    return new Layout(
        List.of(
            List.of(IMAGES),
            part(Of.CHANNEL, shape[0]),
            part(Of.ROW, shape[1]),
            part(Of.COLUMN, shape[2])));
  }

  /** {@code [N, C]} of a result of one pixel. */
  static Layout vectors(int channels) {
    return new Layout(List.of(List.of(IMAGES), part(Of.CHANNEL, channels)));
  }

  private static List<Part> part(Of of, int size) {
    return size == 1 ? List.of() : List.of(new Part(of, size, 1));
  }

  int rank() {
    return axes.size();
  }

  /** The place of an axis that may be counted from the end; empty if there is none. */
  Optional<Integer> axis(long axis) {
    long place = axis < 0 ? axis + rank() : axis;
    return place < 0 || place >= rank() ? Optional.empty() : Optional.of((int) place);
  }

  private static long size(List<Part> axis) {
    long size = 1;
    for (Part part : axis) {
      size = part.size == BATCH ? BATCH : size * part.size;
    }
    return size;
  }

  /** Sizes, {@link #BATCH} among them. */
  long[] sizes() {
    return axes.stream().mapToLong(Layout::size).toArray();
  }

  Layout transpose(long... order) {
    List<List<Part>> turned = new ArrayList<>();
    for (long axis : order) {
      turned.add(axes.get((int) axis));
    }
    return new Layout(turned);
  }

  /**
   * By other sizes; empty where that is no regrouping of parts with all images along the first.
   *
   * @param target sizes, one of which may be -1, and 0 for what it is now
   * @param batch images that the file is fixed to, or 0
   */
  Optional<Layout> reshape(long[] target, long batch) {
    if (target.length < 1
        || target.length > MOST_AXES
        || rank() < 1
        || size(axes.get(0)) != BATCH) {
      return Optional.empty();
    }
    long all = 1;
    List<Part> left = new ArrayList<>();
    for (List<Part> axis : axes.subList(1, rank())) {
      left.addAll(axis);
      all *= size(axis);
    }
    long[] sizes = target.clone();
    long known = 1;
    int open = -1;
    for (int i = 1; i < sizes.length; i++) {
      if (sizes[i] == 0 && i < rank()) {
        sizes[i] = size(axes.get(i));
      }
      if (sizes[i] == -1 && open < 0) {
        open = i;
      } else if (sizes[i] < 1 || sizes[i] > all) {
        return Optional.empty();
      } else {
        known *= sizes[i];
      }
    }
    boolean first = sizes[0] == BATCH || sizes[0] == 0 || sizes[0] == batch && batch > 0;
    if (known < 1 || all % known != 0 || !first && (sizes[0] != -1 || open >= 0)) {
      return Optional.empty();
    }
    if (open >= 0) {
      sizes[open] = all / known;
    } else if (known != all) {
      return Optional.empty();
    }
    return grouped(left, sizes);
  }

  private static Optional<Layout> grouped(List<Part> parts, long... sizes) {
    List<Part> left = new ArrayList<>(parts);
    List<List<Part>> made = new ArrayList<>(List.of(List.of(IMAGES)));
    for (int i = 1; i < sizes.length; i++) {
      long needed = sizes[i];
      List<Part> axis = new ArrayList<>();
      while (needed > 1) {
        Part part = left.remove(0);
        if (needed % part.size == 0) {
          axis.add(part);
          needed /= part.size;
        } else if (part.of == Of.CHANNEL && part.size % needed == 0) {
          long inner = part.size / needed;
          axis.add(new Part(Of.CHANNEL, needed, part.step * inner));
          left.add(0, new Part(Of.CHANNEL, inner, part.step));
          needed = 1;
        } else {
          return Optional.empty();
        }
      }
      made.add(axis);
    }
    return left.isEmpty() ? Optional.of(new Layout(made)) : Optional.empty();
  }

  /** Without axes, which have size 1. */
  Layout without(List<Integer> places) {
    List<List<Part>> kept = new ArrayList<>();
    for (int i = 0; i < rank(); i++) {
      if (!places.contains(i)) {
        kept.add(axes.get(i));
      }
    }
    return new Layout(kept);
  }

  /** With axes of size 1 at places of the result, in ascending order. */
  Layout with(List<Integer> places) {
    List<List<Part>> all = new ArrayList<>(axes);
    places.stream().sorted().forEach(place -> all.add(place, List.of()));
    return new Layout(all);
  }

  /** Whether an axis is made of one of the images' axes alone, or is of size 1. */
  private boolean only(int axis, Of of) {
    return axes.get(axis).stream().allMatch(part -> part.of == of);
  }

  /** Whether it is {@code [N, C, H, W]}, the channels in whatever order. */
  boolean isImages() {
    return rank() == 4
        && only(0, Of.IMAGE)
        && only(1, Of.CHANNEL)
        && only(2, Of.ROW)
        && only(3, Of.COLUMN);
  }

  /** Whether it is {@code [N, H, W, C]}. */
  boolean isChannelsLast() {
    return rank() == 4
        && only(0, Of.IMAGE)
        && only(1, Of.ROW)
        && only(2, Of.COLUMN)
        && only(3, Of.CHANNEL);
  }

  /** Whether it is {@code [N, values]}, in the order in which images lie. */
  boolean isRows() {
    if (rank() != 2 || !only(0, Of.IMAGE)) {
      return false;
    }
    List<Part> parts = axes.get(1);
    boolean channelsFirst = true;
    for (int i = 1; i < parts.size(); i++) {
      channelsFirst &= parts.get(i - 1).of.compareTo(parts.get(i).of) <= 0;
    }
    return channelsFirst && ordered(order(parts));
  }

  private static boolean ordered(int... order) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** Of {@code [N, C, H, W]}: by channel which one of the node's it is. */
  int[] order() {
    return order(axes.get(1));
  }

  private static int[] order(List<Part> parts) {
    int[] order = {0};
    for (Part part : parts) {
      if (part.of == Of.CHANNEL) {
        int[] longer = new int[order.length * (int) part.size];
        for (int i = 0; i < longer.length; i++) {
          longer[i] = order[i / (int) part.size] + i % (int) part.size * (int) part.step;
        }
        order = longer;
      }
    }
    return order;
  }

  /** Whether channels are in order, of {@code [N, C, H, W]}. */
  boolean inOrder() {
    return ordered(order());
  }

  /** Whether axes are all of the height and width, and nothing else, or of size 1. */
  boolean isArea(List<Integer> places) {
    for (int i = 0; i < rank(); i++) {
      boolean area =
          axes.get(i).stream().allMatch(part -> part.of == Of.ROW || part.of == Of.COLUMN);
      if (places.contains(i) ? !area : area && !axes.get(i).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a constant has one number a channel.
   *
   * @param shape the constant's, which is broadcast
   */
  boolean alongChannels(long... shape) {
    int from = rank() - shape.length;
    boolean found = false;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != 1) {
        if (found || from + i < 0 || size(axes.get(from + i)) != shape[i]) {
          return false;
        }
        found = true;
        if (!only(from + i, Of.CHANNEL) || !ordered(order(axes.get(from + i)))) {
          return false;
        }
      }
    }
    return found && from >= 0;
  }

  @Override
  public String toString() {
    return Arrays.toString(sizes()).replace(Long.toString(BATCH), "N");
  }
}
