package com.example.heredity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.heredity.api.dataset.DatasetFacts;
import org.heredity.api.dataset.DatasetFormat;
import org.heredity.api.dataset.DatasetRequest;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.ImageSource;
import org.heredity.data.RgbImage;
import org.heredity.data.decode.ImageDecoder;

/**
 * Image files that {@code images.tsv} beside them lists: path, class, and {@code train} or {@code
 * test}, separated by tabs, without a header. Labels follow the classes' alphabetical order.
 */
public final class IndexedImages implements DatasetFormat {
  private static final String INDEX = "images.tsv";

  /** A line of the index. */
  private record Row(String id, Path file, String name, String split) {
    byte[] bytes() {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new DataException("image '" + file + "' cannot be read: " + e.getMessage(), e);
      }
    }
  }

  /** The images of one split, read when they are asked for. */
  private record Images(List<Row> rows, List<String> classes, ImageDecoder decoder)
      implements ImageSource {
    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public String id(int index) {
      return rows.get(index).id();
    }

    @Override
    public int label(int index) {
      return classes.indexOf(rows.get(index).name());
    }

    @Override
    public RgbImage read(int index) {
      return decoder.decode(rows.get(index).bytes(), rows.get(index).file().toString());
    }
  }

  @Override
  public String name() {
    return "tsv-index";
  }

  @Override
  public DatasetFacts facts() {
    return new DatasetFacts(
        "image files that " + INDEX + " lists: path, class, split", 0, 0, 0, "the user's own", "");
  }

  @Override
  public boolean recognises(Path path) {
    return Files.isRegularFile(path.resolve(INDEX));
  }

  @Override
  public Dataset open(DatasetRequest request) {
    ImageDecoder decoder = new ImageDecoder();
    List<Row> all = rows(request.path().toAbsolutePath().normalize());
    List<Row> rows = new ArrayList<>(all);
    switch (request.unreadable()) {
      case SKIP -> rows.removeIf(row -> !decodes(row, decoder));
      case KEEP -> rows.removeIf(row -> !Files.exists(row.file()));
      case FAIL -> {}
    }
    List<String> classes = List.copyOf(new TreeSet<>(all.stream().map(Row::name).toList()));
    List<String> notes = new ArrayList<>();
    if (rows.size() < all.size()) {
      notes.add(all.size() - rows.size() + " images were left out: missing or not readable.");
    }
    return new Dataset(
        request.name(),
        classes,
        images(rows, classes, "train", decoder),
        images(rows, classes, "test", decoder),
        digest(rows),
        notes);
  }

  private static List<Row> rows(Path folder) {
    List<Row> rows = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(folder.resolve(INDEX))) {
        String[] fields = line.split("\t", -1);
        Path file = folder.resolve(fields[0]).normalize();
        boolean split = fields.length == 3 && List.of("train", "test").contains(fields[2]);
        // An index from elsewhere must not read what lies outside its folder.
        if (!split || !file.startsWith(folder)) {
          throw new DataException(
              folder.resolve(INDEX)
                  + ", line "
                  + (rows.size() + 1)
                  + ": expected a path below the folder, a class and 'train' or 'test', got '"
                  + line
                  + "'");
        }
        rows.add(new Row(fields[0], file, fields[1], fields[2]));
      }
    } catch (IOException e) {
      throw new DataException(folder.resolve(INDEX) + " cannot be read: " + e.getMessage(), e);
    }
    return rows;
  }

  private static boolean decodes(Row row, ImageDecoder decoder) {
    try {
      decoder.decode(row.bytes(), row.file().toString());
      return true;
    } catch (DataException e) {
      return false;
    }
  }

  private static Images images(
      List<Row> rows, List<String> classes, String split, ImageDecoder decoder) {
    return new Images(
        rows.stream().filter(row -> row.split().equals(split)).toList(), classes, decoder);
  }

  /** Of the index's rows and the files: what is cached of other images must not be found. */
  private static String digest(List<Row> rows) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Row row : rows) {
        String line = row.id() + '\t' + row.name() + '\t' + row.split() + '\n';
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update(row.bytes());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
