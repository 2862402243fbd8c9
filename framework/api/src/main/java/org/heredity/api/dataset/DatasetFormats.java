package org.heredity.api.dataset;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.heredity.api.config.UsageException;
import org.heredity.data.DataException;
import org.heredity.data.Dataset;
import org.heredity.data.decode.OtherFile;

/** All formats that are installed, and the choice among them. Immutable and thread-safe. */
public final class DatasetFormats {
  private final List<DatasetFormat> formats;

  /**
   * The given formats, the generic ones last, else by name.
   *
   * @param formats that plug-ins contribute
   */
  @Inject
  public DatasetFormats(Set<DatasetFormat> formats) {
    this((Collection<DatasetFormat>) formats);
  }

  /**
   * The given formats, the generic ones last, else by name.
   *
   * @param formats in any order
   */
  public DatasetFormats(Collection<? extends DatasetFormat> formats) {
    this.formats =
        formats.stream()
            .map(DatasetFormat.class::cast)
            .sorted(Comparator.comparing(DatasetFormat::generic).thenComparing(DatasetFormat::name))
            .toList();
  }

  /**
   * All formats.
   *
   * @return in the order in which they are tried
   */
  public List<DatasetFormat> all() {
    return formats;
  }

  /**
   * The format of a name.
   *
   * @param name as {@link DatasetFormat#name} gives it
   * @return the format, or empty
   */
  public Optional<DatasetFormat> named(String name) {
    return formats.stream().filter(format -> format.name().equals(name)).findFirst();
  }

  /**
   * Opens what is asked for. The format of the request's name is taken if the path looks like it or
   * if nothing else fits; otherwise the first that recognises the path.
   *
   * @param request what to open
   * @return its classes, training and test images
   * @throws DataException if there is nothing at the path, or not in a layout that is known
   */
  public Dataset open(DatasetRequest request) {
    return open(request, "");
  }

  /**
   * Opens what is asked for in the format of that name.
   *
   * @param request what to open
   * @param format name of the format; empty to choose one as {@link #open(DatasetRequest)} does
   * @return its classes, training and test images
   * @throws UsageException if there is no format of that name
   */
  public Dataset open(DatasetRequest request, String format) {
    Found found = find(request, format);
    return found.format().open(found.request());
  }

  /**
   * The groups of its classes, if it has any; see {@link DatasetFormat#superclasses}.
   *
   * @param request what to open
   * @param format as {@link #open(DatasetRequest, String)} takes it
   * @return the groups; empty if it has none
   */
  public Optional<Superclasses> superclasses(DatasetRequest request, String format) {
    Found found = find(request, format);
    return found.format().superclasses(found.request());
  }

  /** A format and what to ask it for. */
  private record Found(DatasetFormat format, DatasetRequest request) {}

  private Found find(DatasetRequest request, String format) {
    Optional<DatasetFormat> named = named(request.name());
    if (format.isEmpty()
        && named.filter(DatasetFormat::madeByProgram).isPresent()
        && request.path() == null) {
      return new Found(named.get(), request);
    }
    DatasetRequest placed = request.path() == null ? request.at(downloaded(request)) : request;
    if (!format.isEmpty()) {
      return new Found(named(format).orElseThrow(() -> unknown(request, format)), placed);
    }
    Path path = placed.path();
    if (!Files.exists(path)) {
      throw new DataException(path + ": there is no such file or folder; " + remedy(request));
    }
    return new Found(format(request.name(), path), placed);
  }

  private UsageException unknown(DatasetRequest request, String format) {
    return new UsageException(
        "format of dataset '"
            + request.name()
            + "': expected one of "
            + formats.stream().map(DatasetFormat::name).toList()
            + ", got '"
            + format
            + "'");
  }

  /**
   * The format in which {@code path} is to be read.
   *
   * @param name of the dataset; need not be a format's
   * @param path a file or folder that exists
   * @return the format of that name if it fits or nothing else does, else the first that fits
   * @throws DataException if none fits
   */
  public DatasetFormat format(String name, Path path) {
    Optional<DatasetFormat> named = named(name);
    if (named.filter(format -> format.recognises(path)).isPresent()) {
      return named.get();
    }
    return formats.stream()
        .filter(format -> format.recognises(path))
        .findFirst()
        .or(() -> named)
        .orElseThrow(
            () ->
                new DataException(
                    path
                        + ": expected a folder, .zip, .tar or .tar.gz of images in class folders,"
                        + " or one of the layouts that './heredity list datasets' names"
                        + got(path)));
  }

  /** What is there instead, of a file; nothing where it cannot be read. */
  private static String got(Path path) {
    if (!Files.isRegularFile(path)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(path)) {
      return ", got "
          + OtherFile.describe(in.readNBytes(OtherFile.LOOKS_AT))
          + OtherFile.unfinished(path.toString());
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Where {@code datasets get} puts a dataset.
   *
   * @param request gives cache and name
   * @return the folder, which need not exist
   */
  public static Path downloaded(DatasetRequest request) {
    return request.cache().resolve("datasets").resolve(request.name());
  }

  private static String remedy(DatasetRequest request) {
    return request.path() == null
        ? "get it with './heredity datasets get " + request.name() + "', or give its path"
        : "check the path";
  }
}
