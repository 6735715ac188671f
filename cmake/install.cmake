# After `cmake --install`, find_package(engram) gives engram::core and engram::io.
include(CMakePackageConfigHelpers)
set(ENGRAM_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/engram)

# The headers of the public interface, with all that they include (the test `layout` holds it). What
# is not here may change at any time.
target_sources(engram_core PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES
  ${PROJECT_SOURCE_DIR}/core/base/clock.hpp
  ${PROJECT_SOURCE_DIR}/core/base/error.hpp
  ${PROJECT_SOURCE_DIR}/core/base/given_time.hpp
  ${PROJECT_SOURCE_DIR}/core/base/memory.hpp
  ${PROJECT_SOURCE_DIR}/core/base/memory_guard.hpp
  ${PROJECT_SOURCE_DIR}/core/base/prefetch.hpp
  ${PROJECT_SOURCE_DIR}/core/base/spike_hash.hpp
  ${PROJECT_SOURCE_DIR}/core/base/text.hpp
  ${PROJECT_SOURCE_DIR}/core/base/time.hpp
  ${PROJECT_SOURCE_DIR}/core/check/estimate.hpp
  ${PROJECT_SOURCE_DIR}/core/check/require_runnable.hpp
  ${PROJECT_SOURCE_DIR}/core/check/validate.hpp
  ${PROJECT_SOURCE_DIR}/core/device/dc_current.hpp
  ${PROJECT_SOURCE_DIR}/core/device/gamma.hpp
  ${PROJECT_SOURCE_DIR}/core/device/inhomogeneous_poisson.hpp
  ${PROJECT_SOURCE_DIR}/core/device/inhomogeneous_poisson_drive.hpp
  ${PROJECT_SOURCE_DIR}/core/device/injected.hpp
  ${PROJECT_SOURCE_DIR}/core/device/poisson.hpp
  ${PROJECT_SOURCE_DIR}/core/device/poisson_drive.hpp
  ${PROJECT_SOURCE_DIR}/core/device/pulse_packets.hpp
  ${PROJECT_SOURCE_DIR}/core/device/replay.hpp
  ${PROJECT_SOURCE_DIR}/core/device/source_descriptor.hpp
  ${PROJECT_SOURCE_DIR}/core/device/spike_generator.hpp
  ${PROJECT_SOURCE_DIR}/core/device/spike_trains.hpp
  ${PROJECT_SOURCE_DIR}/core/device/step_current.hpp
  ${PROJECT_SOURCE_DIR}/core/engine/built_network.hpp
  ${PROJECT_SOURCE_DIR}/core/engine/run_result.hpp
  ${PROJECT_SOURCE_DIR}/core/engine/simulation.hpp
  ${PROJECT_SOURCE_DIR}/core/engine/simulation_state.hpp
  ${PROJECT_SOURCE_DIR}/core/event/input_lists.hpp
  ${PROJECT_SOURCE_DIR}/core/event/spike.hpp
  ${PROJECT_SOURCE_DIR}/core/network/connection_rule.hpp
  ${PROJECT_SOURCE_DIR}/core/network/described.hpp
  ${PROJECT_SOURCE_DIR}/core/network/description.hpp
  ${PROJECT_SOURCE_DIR}/core/network/device.hpp
  ${PROJECT_SOURCE_DIR}/core/network/device_descriptor.hpp
  ${PROJECT_SOURCE_DIR}/core/network/model_descriptor.hpp
  ${PROJECT_SOURCE_DIR}/core/network/network.hpp
  ${PROJECT_SOURCE_DIR}/core/network/neuron_model.hpp
  ${PROJECT_SOURCE_DIR}/core/network/parameter.hpp
  ${PROJECT_SOURCE_DIR}/core/network/parameter_descriptor.hpp
  ${PROJECT_SOURCE_DIR}/core/network/place.hpp
  ${PROJECT_SOURCE_DIR}/core/network/population_index.hpp
  ${PROJECT_SOURCE_DIR}/core/network/rate_profile.hpp
  ${PROJECT_SOURCE_DIR}/core/network/simulation_options.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/exact_currents.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/exact_group.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/group_request.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/iaf_psc_alpha.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/iaf_psc_delta.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/iaf_psc_exp.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/int_fire.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/lif_parameters.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/neuron_group.hpp
  ${PROJECT_SOURCE_DIR}/core/neuron/relay.hpp
  ${PROJECT_SOURCE_DIR}/core/partitioning/slice.hpp
  ${PROJECT_SOURCE_DIR}/core/random/distribution.hpp
  ${PROJECT_SOURCE_DIR}/core/random/draw.hpp
  ${PROJECT_SOURCE_DIR}/core/random/exponential.hpp
  ${PROJECT_SOURCE_DIR}/core/random/inverse_cdf.hpp
  ${PROJECT_SOURCE_DIR}/core/random/philox.hpp
  ${PROJECT_SOURCE_DIR}/core/recording/recording_sink.hpp
  ${PROJECT_SOURCE_DIR}/core/recording/spike_columns.hpp
  ${PROJECT_SOURCE_DIR}/core/registry/built_in_models.hpp
  ${PROJECT_SOURCE_DIR}/core/registry/model_registry.hpp
  ${PROJECT_SOURCE_DIR}/core/state/population_state.hpp
  ${PROJECT_SOURCE_DIR}/core/state/state_bytes.hpp
  ${PROJECT_SOURCE_DIR}/core/state/state_visitor.hpp)
target_sources(engram_io PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES
  ${PROJECT_SOURCE_DIR}/io/analysis/activity.hpp
  ${PROJECT_SOURCE_DIR}/io/analysis/empirical_distribution.hpp
  ${PROJECT_SOURCE_DIR}/io/analysis/raster.hpp
  ${PROJECT_SOURCE_DIR}/io/analysis/recording_source.hpp
  ${PROJECT_SOURCE_DIR}/io/analysis/spike_source.hpp
  ${PROJECT_SOURCE_DIR}/io/analysis/statistics.hpp
  ${PROJECT_SOURCE_DIR}/io/checkpoint/checkpoint.hpp
  ${PROJECT_SOURCE_DIR}/io/checkpoint/checkpoint_header.hpp
  ${PROJECT_SOURCE_DIR}/io/checkpoint/checkpoint_source.hpp
  ${PROJECT_SOURCE_DIR}/io/model/model_file.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/file.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/frame_reader.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/given_parameters.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/info.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/join.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/reader.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/record_file.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/recording.hpp
  ${PROJECT_SOURCE_DIR}/io/recording/writer.hpp
  ${PROJECT_SOURCE_DIR}/io/report/model_listing.hpp
  ${PROJECT_SOURCE_DIR}/io/report/report.hpp)

target_compile_features(engram_core PUBLIC cxx_std_20)
set_target_properties(engram_core PROPERTIES EXPORT_NAME core)
set_target_properties(engram_io PROPERTIES EXPORT_NAME io)
install(TARGETS engram_core engram_io EXPORT engram-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/engram)

install(EXPORT engram-targets NAMESPACE engram:: DESTINATION ${ENGRAM_PACKAGE_DIR})
configure_package_config_file(cmake/engram-config.cmake.in
  ${PROJECT_BINARY_DIR}/engram-config.cmake INSTALL_DESTINATION ${ENGRAM_PACKAGE_DIR})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/engram-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/engram-config.cmake ${PROJECT_BINARY_DIR}/engram-config-version.cmake
  DESTINATION ${ENGRAM_PACKAGE_DIR})
install(DIRECTORY proto/ DESTINATION ${CMAKE_INSTALL_DATADIR}/engram/proto
        FILES_MATCHING PATTERN "*.proto")
