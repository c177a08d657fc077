-- {nodes, cpus, gpus, memoryBytes} of the newest bundle that was issued: what is installed is of this shape at best.
ALTER TABLE resource_class ADD COLUMN bundle_shape jsonb;
